import type { Problem } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { checkConditions } from "./grammar/conditions.ts";
import { checkActions, checkPrincipals, checkResources } from "./grammar/members.ts";
import { type DocumentKind, namesPrincipals, type Report, startReport } from "./grammar/report.ts";

export type { DocumentKind } from "./grammar/report.ts";

/** What is known of the resource that a document is for. */
export interface ValidateOptions {
  /** Bucket name: S3 refuses statements about another one. */
  readonly bucket?: string;
}

const STATEMENT_MEMBERS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * Everything that AWS would refuse in a document, all at once; empty for a document that it takes.
 * Grammar only: whether named principals and actions exist, and how long a document may be, is for the caller.
 *
 * @param value the parsed document, from anywhere
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function validateDocument(
  value: unknown,
  kind: DocumentKind,
  { bucket }: ValidateOptions = {},
): readonly Problem[] {
  const { report, problems } = startReport(kind, bucket);
  if (!isJsonObject(value)) {
    report.add("", "a policy document must be a JSON object");
    return problems;
  }
  for (const member of Object.keys(value))
    if (!["Version", "Id", "Statement"].includes(member)) report.add(member, `unknown member "${member}"`);
  const { Version, Id, Statement } = value;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17")
    report.add("Version", "Version must be 2012-10-17 or 2008-10-17");
  if (Id !== undefined && typeof Id !== "string") report.add("Id", "Id must be a string");
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (Statement === undefined || statements.length === 0)
    report.add("Statement", "Policy document must have at least one statement");
  else for (const [index, statement] of statements.entries()) checkStatement(statement, index, report);
  checkDuplicateSids(statements, report);
  return problems;
}

function checkStatement(value: unknown, index: number, report: Report): void {
  const field = `Statement[${index}]`;
  if (!isJsonObject(value)) {
    report.add(field, "a statement must be an object");
    return;
  }
  for (const member of Object.keys(value))
    if (!STATEMENT_MEMBERS.has(member)) report.add(`${field}.${member}`, `unknown member "${member}"`);
  if (value.Sid !== undefined) checkSid(value.Sid, `${field}.Sid`, report);
  if (value.Effect !== "Allow" && value.Effect !== "Deny")
    report.add(`${field}.Effect`, "Effect must be Allow or Deny");
  checkEither(value, "Action", field, report, checkActions);
  if (report.kind !== "trust") checkEither(value, "Resource", field, report, checkResources);
  else forbid(value, ["Resource", "NotResource"], field, report, "Has prohibited field");
  if (!namesPrincipals(report.kind))
    forbid(
      value,
      ["Principal", "NotPrincipal"],
      field,
      report,
      "Policy document should not specify a principal:",
    );
  else checkEither(value, "Principal", field, report, checkPrincipals);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  if (value.NotPrincipal !== undefined && (report.kind === "trust" || value.Effect === "Allow"))
    report.add(`${field}.NotPrincipal`, "NotPrincipal is not supported in a trust policy or with Allow");
  if (value.Condition !== undefined) checkConditions(value.Condition, `${field}.Condition`, report);
}

/** Exactly one of `Action` and `NotAction`, and so on. */
function checkEither(
  statement: Readonly<Record<string, unknown>>,
  name: "Action" | "Resource" | "Principal",
  field: string,
  report: Report,
  check: (value: unknown, field: string, report: Report) => void,
): void {
  const present = [name, `Not${name}`].filter((member) => statement[member] !== undefined);
  if (present.length === 0) report.add(`${field}.${name}`, `Missing required field ${name}`);
  if (present.length > 1) report.add(`${field}.${name}`, `has both ${name} and Not${name}`);
  for (const member of present) check(statement[member], `${field}.${member}`, report);
}

function forbid(
  statement: Readonly<Record<string, unknown>>,
  members: readonly string[],
  field: string,
  report: Report,
  message: string,
): void {
  for (const member of members)
    if (statement[member] !== undefined) report.add(`${field}.${member}`, `${message} ${member}`);
}

/**
 * IAM takes letters and digits only; resource policies take printable text, e.g. "Enable IAM User Permissions".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
function checkSid(sid: unknown, field: string, report: Report): void {
  const strict = report.kind === "identity" || report.kind === "session" || report.kind === "trust";
  const pattern = strict ? /^[A-Za-z0-9]*$/ : /^[\x20-\x7e]*$/;
  if (typeof sid !== "string" || !pattern.test(sid))
    report.add(field, `Statement IDs (SID) must be ${strict ? "alpha-numeric" : "printable"}`);
}

function checkDuplicateSids(statements: readonly unknown[], report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, statement] of statements.entries()) {
    const sid = isJsonObject(statement) ? statement.Sid : undefined;
    if (sid === undefined || sid === "") continue;
    if (seen.has(sid))
      report.add(`Statement[${index}].Sid`, "Statement IDs (SID) in a single policy must be unique");
    seen.add(sid);
  }
}
