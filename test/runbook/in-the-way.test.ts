import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../src/runbook/config.ts";
import { outlookOf } from "../../src/runbook/in-the-way.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";
import { type Bench, startBench } from "../resources/support.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
const NOBODY = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
};

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

function outlook(partner: string, runbook: string) {
  const { describe: base } = bench.local;
  const text = `account: "${base.account}"\nregion: ${base.region}\nbucket: ${base.bucket}\nkmsKey: ${base.kmsKeyArn}\ntransferServer: ${base.transferServer}\nsandboxAccount: { roleArn: "${base.sandboxRoleArn}" }\n`;
  const config = parseConfig(text, "/", "vendor.config.yaml");
  const folders = { own: [], shipped: SHIPPED };
  return outlookOf(config, loadRunbook(runbook, folders, "/"), partner, bench.operator);
}

test("a name that is free has no problems, and the limit that is reached first is told", async () => {
  const { account, transferServer } = bench.local.describe;
  const { problems, rooms, fits } = await outlook("acme", "hosted-sftp");
  expect(problems).toEqual([]);
  expect(fits).toEqual({ count: 997, of: `roles of account ${account}` });
  expect(rooms.map(({ of, left, needs }) => [of, left, needs])).toEqual([
    [`roles of account ${account}`, 997, 1],
    ["grants of the KMS key", 50_000, 1],
    [`users of SFTP server ${transferServer}`, 10_000, 1],
  ]);
});

test("what exists under a partner's names is a problem, all of it, with the way to take it over", async () => {
  await bench.admin.sendCall("iam", "CreateRole", {
    RoleName: "vendor-taken",
    AssumeRolePolicyDocument: JSON.stringify(NOBODY),
  });
  await bench.admin.sendCall("secrets-manager", "CreateSecret", {
    Name: "vendor/taken/connection",
    SecretString: "{}",
    ClientRequestToken: "11111111-2222-3333-4444-555555555555",
  });
  const { problems } = await outlook("taken", "hosted-sftp");
  expect(problems).toEqual([
    {
      message: "IAM role vendor-taken exists and carries no ownership tags: vendor did not make it.",
      hint: "Take it over with `vendor adopt taken`.",
    },
    expect.objectContaining({ message: expect.stringContaining("Secret vendor/taken/connection exists") }),
  ]);
});

test("a bucket policy that is nearly full is told of before anything is answered", async () => {
  const { bucket, account } = bench.local.describe;
  const before = await outlook("acme", "cross-account-s3");
  expect(before.fits).toMatchObject({ of: `bytes in the policy of bucket ${bucket}` });
  expect(before.problems).toEqual([]);
  const filling = Array.from({ length: 100 }, (_, at) => ({
    Sid: `Filling${at}`,
    Effect: "Deny",
    Principal: "*",
    Action: "s3:DeleteBucket",
    Resource: `arn:aws:s3:::${bucket}`,
    Condition: { StringEquals: { "aws:PrincipalTag/filling": "x".repeat(20) } },
  }));
  await bench.admin.sendCall("s3", "PutBucketPolicy", {
    Bucket: bucket,
    ExpectedBucketOwner: account,
    Policy: JSON.stringify({ Version: "2012-10-17", Statement: filling }),
  });
  const after = await outlook("acme", "cross-account-s3");
  expect(after.fits?.count).toBe(0);
  expect(after.problems).toEqual([
    {
      message: expect.stringMatching(/^There is no room for it: it takes \d+ bytes in the policy of bucket/),
      hint: expect.stringContaining("assume a role"),
    },
  ]);
});
