import { matchAction } from "../match.ts";
import { pinsOf, providersOf } from "../oidc.ts";
import type { Statement } from "../types.ts";
import { listOf } from "../values.ts";
import { accountOf, conditionsOn, type LintOptions, principalsOf, type StatementRule } from "./finding.ts";

const externalId: StatementRule = {
  rule: "external-id",
  severity: "error",
  check: (statement, { options }) => {
    if (!listOf(statement.Action).some((pattern) => matchAction(pattern, "sts:AssumeRole"))) return [];
    const pinned = conditionsOn(statement, "sts:ExternalId").some(
      ({ operator }) => operator === "StringEquals",
    );
    if (pinned) return [];
    return otherAccounts(statement, options)
      .filter((account) => !options.withoutExternalId?.includes(account))
      .map((account) => `trusts account ${account} without StringEquals on sts:ExternalId`);
  },
};

/** https://docs.aws.amazon.com/transfer/latest/userguide/confused-deputy.html */
const transferSource: StatementRule = {
  rule: "transfer-source",
  severity: "error",
  check: (statement) =>
    principalsOf(statement, "Service").includes("transfer.amazonaws.com")
      ? ["aws:SourceAccount", "aws:SourceArn"]
          .filter(
            (key) =>
              !conditionsOn(statement, key).some(({ operator }) =>
                /^(String|Arn)(Equals|Like)$/.test(operator),
              ),
          )
          .map((key) => `trusts transfer.amazonaws.com without a condition on ${key}`)
      : [],
};

/**
 * Without a subject, everybody whom the provider knows gets the role: of GitHub's, every repository there is.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
 */
const oidcSubject: StatementRule = {
  rule: "oidc-subject",
  severity: "error",
  check: (statement) =>
    providersOf(statement).flatMap(({ issuer }) => {
      const [sub, aud] = [pinsOf(statement, `${issuer}:sub`), pinsOf(statement, `${issuer}:aud`)];
      return [
        ...(sub.length === 0 ? [`trusts ${issuer} without StringEquals or StringLike on ${issuer}:sub`] : []),
        ...sub
          .filter(isOpen)
          .map((value) => `takes ${JSON.stringify(value)} for ${issuer}:sub: name one subject`),
        ...(aud.length === 0 ? [`trusts ${issuer} without StringEquals or StringLike on ${issuer}:aud`] : []),
      ];
    }),
};

/** Whether a subject leaves open whose it is: a wildcard before the repository, or the service account, is named. */
function isOpen(subject: string): boolean {
  return /^[^/]*[*?]/.test(subject);
}

/** Rules about single statements of a trust policy. */
export const TRUST_RULES: readonly StatementRule[] = [externalId, transferSource, oidcSubject];

/** Why a role is shared, over all its statements: more than one service or other account, or one of each. */
export function sharedTrust(statements: readonly Statement[], options: LintOptions): readonly string[] {
  const allows = statements.filter(({ Effect }) => Effect === "Allow");
  const services = [...new Set(allows.flatMap((statement) => principalsOf(statement, "Service")))].sort();
  const accounts = [...new Set(allows.flatMap((statement) => otherAccounts(statement, options)))].sort();
  const messages: string[] = [];
  if (services.length > 1) messages.push(`is shared by ${services.length} services: ${services.join(", ")}`);
  if (accounts.length > 1) messages.push(`is shared by ${accounts.length} accounts: ${accounts.join(", ")}`);
  if (services.length > 0 && accounts.length > 0)
    messages.push(`is shared by ${services.join(", ")} and account ${accounts.join(", ")}`);
  return messages;
}

function otherAccounts(statement: Statement, { account }: LintOptions): readonly string[] {
  const accounts = principalsOf(statement, "AWS").map(accountOf);
  return [...new Set(accounts)].filter((found) => found !== undefined && found !== account) as string[];
}
