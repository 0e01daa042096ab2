import type { DocumentKind } from "./grammar/report.ts";
import type { Finding, LintOptions, StatementRule } from "./lint/finding.ts";
import { SCOPE_RULES } from "./lint/scope.ts";
import { sharedTrust, TRUST_RULES } from "./lint/trust.ts";
import type { PolicyDocument, Statement } from "./types.ts";
import { statementsOf } from "./values.ts";

export type { Finding, LintOptions } from "./lint/finding.ts";

/**
 * What is dangerous in a document that AWS would take: too wide an Allow, a role that is shared, a trust without its
 * conditions. Deny statements are never too wide. Malformed documents are for `validateDocument`.
 */
export function lintPolicy(
  document: PolicyDocument,
  kind: DocumentKind,
  options: LintOptions = {},
): readonly Finding[] {
  const statements = statementsOf(document);
  const rules = kind === "trust" ? [...SCOPE_RULES, ...TRUST_RULES] : SCOPE_RULES;
  const findings = statements.flatMap((statement, index) =>
    statement.Effect === "Allow" ? rules.flatMap((rule) => check(rule, statement, index, kind, options)) : [],
  );
  const shared = kind === "trust" ? sharedTrust(statements, options) : [];
  return [
    ...findings,
    ...shared.map((message): Finding => ({ rule: "shared-trust", severity: "error", message })),
  ];
}

function check(
  { rule, severity, check: messagesOf }: StatementRule,
  statement: Statement,
  index: number,
  kind: DocumentKind,
  options: LintOptions,
): readonly Finding[] {
  const where = statement.Sid === undefined ? { index } : { index, sid: statement.Sid };
  return messagesOf(statement, { kind, options }).map((message) => ({
    rule,
    severity,
    statement: where,
    message,
  }));
}
