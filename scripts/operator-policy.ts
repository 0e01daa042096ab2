import { operatorPolicy } from "../src/resources/operator-policy.ts";

/** Where the example operator policy is kept. */
export const OPERATOR_POLICY_PATH = "sandbox/account/operator-policy.json";

/**
 * The operator's policy for the account that the docs use and that the local AWS has: account 123456789012, region
 * eu-central-1, bucket `partner-files`, Transfer server `s-0123456789abcdef0`, operator role `vendor-operator`,
 * audit key `alias/vendor-audit`, sandbox role `arn:aws:iam::210987654321:role/vendor-sandbox-partner`, names `vendor-*` and `vendor/*`.
 *
 * One placeholder is left, since a key's ID is random: whoever uses the file replaces the text `${kmsKeyArn}` by the
 * key's ARN. `npm run generate` writes the file; a test asserts that it is up to date.
 */
export function operatorPolicyFile(): string {
  const document = operatorPolicy({
    partition: "aws",
    account: "123456789012",
    region: "eu-central-1",
    bucket: "partner-files",
    kmsKey: "${kmsKeyArn}",
    transferServer: "s-0123456789abcdef0",
    sandboxRole: "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
    operatorRole: "arn:aws:iam::123456789012:role/vendor-operator",
    signWith: "alias/vendor-audit",
    rolePattern: "vendor-*",
    secretPattern: "vendor/*",
  });
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
