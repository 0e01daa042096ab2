import { matchAction } from "../match.ts";
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

/** Rules about single statements of a trust policy. */
export const TRUST_RULES: readonly StatementRule[] = [externalId, transferSource];

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
