import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT, ADMIN, BUCKET, KEY, type Lab, PARTNER_ACCOUNT, refusal, startLab } from "./lab.ts";

const ARN = `arn:aws:s3:::${BUCKET}`;
let lab: Lab;
let s3: S3Client;
beforeAll(async () => {
  lab = await startLab();
  s3 = lab.client(lab.role("admin", ADMIN));
});
afterAll(() => lab.close());

const statement = (more: object = {}) => ({
  Sid: "acme",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` },
  Action: "s3:GetObject",
  Resource: `${ARN}/acme/*`,
  ...more,
});
const putPolicy = (document: unknown) => {
  const Policy = typeof document === "string" ? document : JSON.stringify(document);
  return refusal(s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy })));
};
const policy = (...Statement: unknown[]) => ({ Version: "2012-10-17", Statement });

test("a policy is stored with ids, shown with ARNs, and deleted", async () => {
  expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET })))).toBe(
    "NoSuchBucketPolicy 404",
  );
  expect(await putPolicy(policy(statement()))).toBe("allowed");
  const stored = lab.world.table("s3.policies").get(BUCKET)?.document.Statement[0]?.Principal;
  expect(JSON.stringify(stored)).toMatch(/AROA/);
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
  expect(JSON.parse(Policy ?? "")).toEqual(policy(statement()));
  const status = await s3.send(new GetBucketPolicyStatusCommand({ Bucket: BUCKET }));
  expect(status.PolicyStatus?.IsPublic).toBe(false);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
  expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET })))).toBe(
    "NoSuchBucketPolicy 404",
  );
});

test.each([
  ["no JSON", "nonsense"],
  ["no object", "[]"],
  ["another bucket", policy(statement({ Resource: "arn:aws:s3:::other/*" }))],
  ["any resource", policy(statement({ Resource: "*" }))],
  ["another service's action", policy(statement({ Action: "kms:Decrypt" }))],
  ["an unknown member", policy(statement({ Actions: "s3:GetObject" }))],
  ["an unknown role", policy(statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/none` } }))],
  ["a dead id", policy(statement({ Principal: { AWS: "AROADEADDEADDEADDEAD1" } }))],
  ["no principal", policy(statement({ Principal: undefined }))],
  ["an action that the resource has not", policy(statement({ Resource: ARN }))],
  ["a bucket action on objects only", policy(statement({ Action: "s3:ListBucket" }))],
])("a policy with %s is malformed", async (_what, document) => {
  expect(await putPolicy(document)).toBe("MalformedPolicy 400");
});

test("a policy holds 20 KB and is not public", async () => {
  const wide = Array.from({ length: 160 }, (_, index) => statement({ Sid: `S${index}` }));
  expect(await putPolicy(policy(...wide))).toBe("PolicyTooLarge 400");
  expect(await putPolicy(policy(statement({ Principal: "*" })))).toBe("AccessDenied 403");
  const Condition = { StringEquals: { "aws:PrincipalAccount": PARTNER_ACCOUNT } };
  expect(await putPolicy(policy(statement({ Principal: "*", Condition })))).toBe("allowed");
});

test("another account may not touch the policy, even where it is allowed to", async () => {
  const foreign = lab.client(lab.role("foreign", ADMIN, PARTNER_ACCOUNT));
  const Principal = { AWS: `arn:aws:iam::${PARTNER_ACCOUNT}:role/foreign` };
  expect(await putPolicy(policy(statement({ Principal, Action: "s3:GetBucketPolicy", Resource: ARN })))).toBe(
    "allowed",
  );
  expect(await refusal(foreign.send(new GetBucketPolicyCommand({ Bucket: BUCKET })))).toBe(
    "MethodNotAllowed 405",
  );
  expect(await refusal(foreign.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET })))).toBe(
    "AccessDenied 403",
  );
});

test("a bucket is made, described and removed", async () => {
  const at = { Bucket: "made-here" };
  const create = (Bucket: string) =>
    refusal(
      s3.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
        }),
      ),
    );
  expect(await create("made-here")).toBe("allowed");
  expect(await create("made-here")).toBe("BucketAlreadyOwnedByYou 409");
  expect(await create("Bad_Name")).toBe("InvalidBucketName 400");
  const elsewhere = {
    Bucket: "elsewhere",
    CreateBucketConfiguration: { LocationConstraint: "us-west-2" as const },
  };
  expect(await refusal(s3.send(new CreateBucketCommand(elsewhere)))).toBe(
    "IllegalLocationConstraintException 400",
  );
  expect((await s3.send(new GetBucketLocationCommand(at))).LocationConstraint).toBe("eu-central-1");
  expect((await s3.send(new GetBucketVersioningCommand(at))).Status).toBeUndefined();
  await s3.send(new PutBucketVersioningCommand({ ...at, VersioningConfiguration: { Status: "Enabled" } }));
  expect((await s3.send(new GetBucketVersioningCommand(at))).Status).toBe("Enabled");
  const { VersionId } = await s3.send(new PutObjectCommand({ ...at, Key: "x", Body: "" }));
  expect(VersionId).toMatch(/^\w{32}$/);
  expect(await refusal(s3.send(new DeleteBucketCommand(at)))).toBe("BucketNotEmpty 409");
  expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: "none-such" })))).toBe("NoSuchBucket 404");
});

test("public access block, encryption and tags are set and removed", async () => {
  const at = { Bucket: "plain-files" };
  const missing = "NoSuchPublicAccessBlockConfiguration 404";
  expect(await refusal(s3.send(new GetPublicAccessBlockCommand(at)))).toBe(missing);
  const block = {
    BlockPublicPolicy: true,
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: false,
  };
  await s3.send(new PutPublicAccessBlockCommand({ ...at, PublicAccessBlockConfiguration: block }));
  const got = await s3.send(new GetPublicAccessBlockCommand(at));
  expect(got.PublicAccessBlockConfiguration).toEqual(block);
  await s3.send(new DeletePublicAccessBlockCommand(at));
  expect(await refusal(s3.send(new GetPublicAccessBlockCommand(at)))).toBe(missing);

  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: KEY },
    BucketKeyEnabled: true,
  };
  await s3.send(
    new PutBucketEncryptionCommand({ ...at, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
  );
  const encryption = await s3.send(new GetBucketEncryptionCommand(at));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([rule]);
  const put = await s3.send(new PutObjectCommand({ ...at, Key: "encrypted", Body: "" }));
  expect(put.SSEKMSKeyId).toBe(KEY);
  await s3.send(new DeleteBucketEncryptionCommand(at));

  expect(await refusal(s3.send(new GetBucketTaggingCommand(at)))).toBe("NoSuchTagSet 404");
  await s3.send(new PutBucketTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
  expect((await s3.send(new GetBucketTaggingCommand(at))).TagSet).toEqual([{ Key: "a", Value: "b" }]);
  await s3.send(new DeleteBucketTaggingCommand(at));
});

test("ACLs are disabled", async () => {
  const acl = await s3.send(new GetBucketAclCommand({ Bucket: BUCKET }));
  expect(acl.Grants).toMatchObject([
    { Permission: "FULL_CONTROL", Grantee: { Type: "CanonicalUser", ID: acl.Owner?.ID } },
  ]);
  const put = new PutBucketAclCommand({ Bucket: BUCKET, ACL: "public-read" });
  expect(await refusal(s3.send(put))).toBe("AccessControlListNotSupported 400");
  const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: BUCKET }));
  expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
});

test("what is left out answers so", async () => {
  const at = { Bucket: BUCKET };
  const lifecycle = new GetBucketLifecycleConfigurationCommand(at);
  expect(await refusal(s3.send(lifecycle))).toBe("NoSuchLifecycleConfiguration 404");
  const put = new PutBucketLifecycleConfigurationCommand({ ...at, LifecycleConfiguration: { Rules: [] } });
  await expect(s3.send(put)).rejects.toThrow(/does not implement PUT \?lifecycle/);
  expect(await refusal(s3.send(new GetBucketNotificationConfigurationCommand(at)))).toBe("allowed");
});
