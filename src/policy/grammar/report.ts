import type { Problem } from "../../core/errors.ts";

/** Where a document is attached, which decides its grammar. */
export type DocumentKind = "identity" | "trust" | "bucket" | "key" | "secret" | "session";

/** Collects what is wrong with a document. */
export interface Report {
  readonly kind: DocumentKind;
  /** The bucket that a bucket policy belongs to, where it is known. */
  readonly bucket: string | undefined;
  /** @param field dotted path inside the document, e.g. `Statement[0].Action` */
  add(field: string, message: string): void;
}

/** A report and the list it fills. */
export function startReport(kind: DocumentKind, bucket: string | undefined) {
  const problems: Problem[] = [];
  const report: Report = { kind, bucket, add: (field, message) => void problems.push({ field, message }) };
  return { report, problems };
}

/** Whether documents of this kind name principals. */
export function namesPrincipals(kind: DocumentKind): boolean {
  return kind !== "identity" && kind !== "session";
}

/**
 * One or several texts of a member, or undefined after reporting that it is something else.
 * @param field path of the member
 */
export function textsOf(value: unknown, field: string, report: Report): readonly string[] | undefined {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) report.add(field, `${field} must not be empty`);
  else if (values.every((item) => typeof item === "string")) return values;
  else report.add(field, `${field} must be a string or an array of strings`);
  return undefined;
}
