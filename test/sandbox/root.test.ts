import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clients, startTestAws, type TestAws } from "./local.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws?.remove());

test("the account's root is named by its own key, and the engineer's stays the engineer's", async () => {
  const arnOf = async (who: "root" | "engineer") =>
    (await clients(aws, aws.credentials(who)).sts.send(new GetCallerIdentityCommand({}))).Arn;
  expect(await arnOf("root")).toBe(`arn:aws:iam::${aws.describe.account}:root`);
  expect(await arnOf("engineer")).toMatch(/:user\/engineer$/);
});

test("a bucket policy that locks everybody out is repaired by the root alone", async () => {
  const Bucket = aws.describe.bucket;
  const admin = clients(aws, aws.credentials("admin")).s3;
  const root = clients(aws, aws.credentials("root")).s3;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      },
    ],
  });
  await admin.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const refused = { name: "AccessDenied" };
  await expect(admin.send(new DeleteBucketPolicyCommand({ Bucket }))).rejects.toMatchObject(refused);
  await expect(root.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(refused);
  expect((await root.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  await root.send(new DeleteBucketPolicyCommand({ Bucket }));
  expect((await root.send(new ListObjectsV2Command({ Bucket }))).$metadata.httpStatusCode).toBe(200);
});
