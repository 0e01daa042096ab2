import { expect, it } from "vitest";
import { cliName, commandLine } from "../../src/aws/command-line.ts";
import type { Call } from "../../src/core/call.ts";

const REGION = "eu-central-1";
const call = (service: Call["service"], operation: string, input: Call["input"]): Call => ({
  service,
  operation,
  input,
});

it.each([
  ["CreateRole", "create-role"],
  ["SSEKMSKeyId", "ssekms-key-id"],
  ["ListObjectsV2", "list-objects-v2"],
  ["ImportSshPublicKey", "import-ssh-public-key"],
  ["MoveToVersionId", "move-to-version-id"],
])("%s is %s on the command line", (name, expected) => {
  expect(cliName(name)).toBe(expected);
});

it("writes calls as commands that a shell takes word for word", () => {
  const trust = `{"Id":"it's"}`;
  expect(
    [
      call("iam", "UpdateAssumeRolePolicy", { RoleName: "vendor-acme", PolicyDocument: trust }),
      call("secrets-manager", "DeleteSecret", { SecretId: "vendor/acme", ForceDeleteWithoutRecovery: true }),
      call("s3", "PutObject", { Bucket: "b", Key: "acme/", Body: "", ContentLength: 0 }),
      call("transfer", "TagResource", { Arn: "arn:user", Tags: [{ Key: "a", Value: "b c" }] }),
    ].map((one) => commandLine(one, REGION)),
  ).toEqual([
    `aws iam update-assume-role-policy --region eu-central-1 --role-name vendor-acme --policy-document '{"Id":"it'\\''s"}'`,
    "aws secretsmanager delete-secret --region eu-central-1 --secret-id vendor/acme --force-delete-without-recovery",
    "aws s3api put-object --region eu-central-1 --bucket b --key acme/ --content-length 0",
    `aws transfer tag-resource --region eu-central-1 --arn arn:user --tags '[{"Key":"a","Value":"b c"}]'`,
  ]);
});
