import {
  CreateRoleCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ListObjectsV2Command, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { clients, policy, refusal, startTestAws, trust } from "./local.ts";

const DELAYS = { minMs: 1000, maxMs: 5000, flapMs: 500 };
const Bucket = "partner-files";
const RoleArn = "arn:aws:iam::123456789012:role/fresh";

async function setUp() {
  const aws = await startTestAws({ delays: DELAYS });
  const admin = clients(aws, aws.credentials("admin"));
  const create = new CreateRoleCommand({
    RoleName: "fresh",
    AssumeRolePolicyDocument: trust(aws.describe.adminRoleArn),
  });
  return { aws, admin, create };
}

test("a new role is nowhere at first and everywhere in the end", async () => {
  const { aws, admin, create } = await setUp();
  await admin.iam.send(create);
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: RoleArn },
        Action: "s3:ListBucket",
        Resource: `arn:aws:s3:::${Bucket}`,
      },
    ],
  });
  const calls = {
    NoSuchEntityException: () => admin.iam.send(new GetRoleCommand({ RoleName: "fresh" })),
    AccessDenied: () => admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" })),
    MalformedPolicy: () => admin.s3.send(new PutBucketPolicyCommand({ Bucket, Policy })),
    MalformedPolicyDocumentException: () =>
      admin.iam.send(new CreateRoleCommand({ RoleName: "second", AssumeRolePolicyDocument: trust(RoleArn) })),
  };
  for (const [code, call] of Object.entries(calls)) expect((await refusal(call())).code).toBe(code);
  expect((await refusal(admin.iam.send(create))).code).toBe("EntityAlreadyExistsException");
  aws.clock.advance(DELAYS.maxMs);
  for (const call of Object.values(calls)) await call();
  await aws.remove();
});

test("fresh credentials and permissions reach each service at its own time, and may flap on the way", async () => {
  const { aws, admin, create } = await setUp();
  await admin.iam.send(create);
  aws.clock.advance(DELAYS.maxMs);
  const { Credentials: keys } = await admin.sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }),
  );
  const held = clients(aws, {
    accessKeyId: keys?.AccessKeyId ?? "",
    secretAccessKey: keys?.SecretAccessKey ?? "",
    sessionToken: keys?.SessionToken ?? "",
  });
  const list = () => held.s3.send(new ListObjectsV2Command({ Bucket }));
  expect((await refusal(held.sts.send(new GetCallerIdentityCommand({})))).code).toBe("InvalidClientTokenId");
  expect((await refusal(list())).code).toBe("InvalidAccessKeyId");
  aws.clock.advance(DELAYS.maxMs / 10);
  await held.sts.send(new GetCallerIdentityCommand({}));
  expect((await refusal(list())).code).toBe("AccessDenied");
  const PolicyDocument = policy({ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" });
  await admin.iam.send(new PutRolePolicyCommand({ RoleName: "fresh", PolicyName: "access", PolicyDocument }));
  const answers: string[] = [];
  for (let elapsed = 0; elapsed <= DELAYS.maxMs; elapsed += 50) {
    answers.push(
      await list().then(
        () => "yes",
        () => "no",
      ),
    );
    aws.clock.advance(50);
  }
  const text = answers.map((answer) => answer[0]).join("");
  expect(text).toMatch(/^n{10,}(y+n+)+y+$/);
  await aws.remove();
});

test("a locked trust policy lets sessions through until it has spread", async () => {
  const { aws, admin, create } = await setUp();
  await admin.iam.send(create);
  aws.clock.advance(DELAYS.maxMs);
  const assume = () => admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
  await assume();
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }],
  });
  await admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "fresh", PolicyDocument }));
  await assume();
  aws.clock.advance(DELAYS.maxMs);
  expect((await refusal(assume())).message).toContain("with an explicit deny in a resource-based policy");
  await aws.remove();
});
