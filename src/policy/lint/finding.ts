import type { DocumentKind } from "../grammar/report.ts";
import type { Statement } from "../types.ts";
import { listOf } from "../values.ts";

/** Something in a document that works on AWS and should not be there. */
export interface Finding {
  /** Stable name of the rule, e.g. `wildcard-action`. */
  readonly rule: string;
  readonly severity: "error" | "warning";
  /** Absent where the finding is about the whole document. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** In words, naming the value that was met. */
  readonly message: string;
}

/** What the rules are told beside the document. */
export interface LintOptions {
  /** The account that the document belongs to; without it every account counts as another one. */
  readonly account?: string;
  /** Accounts that may be trusted without an ExternalId, e.g. the sandbox account. */
  readonly withoutExternalId?: readonly string[];
  /** Actions for which AWS takes no resource, so that `Resource: "*"` is the only way to allow them. */
  readonly unscopedActions?: readonly string[];
}

/** What one rule sees of one statement. */
export interface LintContext {
  readonly kind: DocumentKind;
  readonly options: LintOptions;
}

/** A rule about single statements: each message is one finding. */
export interface StatementRule {
  readonly rule: string;
  readonly severity: Finding["severity"];
  check(statement: Statement, context: LintContext): readonly string[];
}

/** The values of a statement's conditions on one key, with the operator that holds them. */
export function conditionsOn(
  { Condition = {} }: Statement,
  key: string,
): readonly { readonly operator: string; readonly values: readonly string[] }[] {
  return Object.entries(Condition).flatMap(([operator, block]) =>
    Object.entries(block)
      .filter(([name]) => name.toLowerCase() === key.toLowerCase())
      .map(([, values]) => ({ operator, values: listOf(values) })),
  );
}

/** The principals of one type that a statement names. */
export function principalsOf({ Principal }: Statement, type: string): readonly string[] {
  if (Principal === undefined) return [];
  if (Principal === "*") return type === "AWS" ? ["*"] : [];
  return listOf(Principal[type]);
}

/** Account of a principal's ARN or id; undefined for `*` and for unique ids. */
export function accountOf(principal: string): string | undefined {
  if (/^\d{12}$/.test(principal)) return principal;
  return /^arn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}
