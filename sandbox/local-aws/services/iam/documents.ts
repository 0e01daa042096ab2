import { isJsonObject } from "../../../../src/core/json.ts";
import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { type DocumentKind, validateDocument } from "../../../../src/policy/validate.ts";
import { AwsFault } from "../../fault.ts";

/** The code by which IAM and STS refuse a document. */
export const MALFORMED = "MalformedPolicyDocument";

/**
 * Reads a document that came as text. One statement that is no list becomes a list.
 * @throws AwsFault MalformedPolicyDocument
 */
export function readDocument(text: string, kind: DocumentKind): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AwsFault(MALFORMED, 400, "This policy contains invalid Json");
  }
  const problems = validateDocument(value, kind);
  if (problems.length > 0 || !isJsonObject(value)) {
    const detail = problems.map((problem) => problem.message).join("; ");
    throw new AwsFault(MALFORMED, 400, `Syntax errors in policy. (${detail})`);
  }
  const { Statement, Version = "2008-10-17" } = value;
  return {
    ...value,
    Version,
    Statement: Array.isArray(Statement) ? Statement : [Statement],
  } as unknown as PolicyDocument;
}

/** Length as IAM counts it: without white space. */
export function countedLength(document: PolicyDocument | string): number {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return text.replace(/\s/g, "").length;
}

/** A document as IAM returns it: JSON, percent-encoded by RFC 3986. */
export function encodedDocument(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
