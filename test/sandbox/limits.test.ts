import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT, BUCKET, TRANSFER_SERVER } from "../../sandbox/local-aws/seed/names.ts";
import { seededKeyArn } from "../../sandbox/local-aws/seed/seed.ts";
import type { Caller } from "../../sandbox/local-aws/world.ts";
import { generateSshKeyPair } from "../../src/core/ssh/key-pair.ts";
import { callDirect, callOperation, type Direct, type Ended, serviceOf, startDirect } from "./direct.ts";
import { policy } from "./local.ts";

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ROLE = "limits";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
const USER = { ServerId: TRANSFER_SERVER, UserName: ROLE };
let direct: Direct;
let admin: Caller;
let keyArn = "";

function call(name: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Ended> {
  return callOperation(direct, serviceOf(name), admin, operation, input);
}

function s3(method: string, path: string, headers: Record<string, string> = {}, body = "x") {
  return callDirect(direct, serviceOf("s3"), admin, { method, path, headers, body });
}

async function ok(ended: Promise<Ended>): Promise<Ended> {
  const { status, body } = await ended;
  expect([200, 204], body).toContain(status);
  return ended;
}

/** A document of exactly `length` characters, filled up in `make`. */
function filled(length: number, make: (filler: string) => string): string {
  return make("x".repeat(length - make("").length));
}

const trustOf = (filler: string) =>
  policy({
    Effect: "Allow",
    Principal: { AWS: ROOT },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": filler } },
  });
const identity = (filler: string) =>
  policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${filler}` });
const owned = (resource: string, action: string) => (filler: string) =>
  policy({ Sid: filler, Effect: "Allow", Principal: { AWS: ROOT }, Action: action, Resource: resource });
const tagsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ Key: `k${from + index}`, Value: "" }));
const sshKey = () => generateSshKeyPair("ssh-ed25519").publicKey;

const createRole = (RoleName: string, AssumeRolePolicyDocument = trustOf("id")) =>
  call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
const putInline = (PolicyName: string, length: number) =>
  call("iam", "PutRolePolicy", { RoleName: ROLE, PolicyName, PolicyDocument: filled(length, identity) });
const assume = (more: object) =>
  call("sts", "AssumeRole", { RoleArn: ROLE_ARN, RoleSessionName: "limits", ExternalId: "id", ...more });
const user = (more: object) =>
  call("transfer", "CreateUser", { ServerId: TRANSFER_SERVER, UserName: "other", Role: ROLE_ARN, ...more });
const secret = (more: object) => call("secretsmanager", "CreateSecret", { Name: "limits", ...more });

beforeAll(async () => {
  direct = await startDirect();
  admin = direct.seededCaller("admin");
  keyArn = seededKeyArn(direct.world) ?? "";
  await ok(createRole(ROLE));
  await ok(user(USER));
  await ok(secret({ Name: "vendor/limits" }));
});
afterAll(() => direct.remove());

/** What, the call that just fits (absent: others show that), the one that does not, its code. */
const LIMITS: readonly (readonly [
  string,
  (() => Promise<Ended>) | undefined,
  () => Promise<Ended>,
  string,
])[] = [
  ["role name", () => createRole("r".repeat(64)), () => createRole("r".repeat(65)), "ValidationError"],
  [
    "trust policy",
    () => createRole("trust", filled(2048, trustOf)),
    () => createRole("trust2", filled(2049, trustOf)),
    "LimitExceeded",
  ],
  [
    "inline policies together",
    async () => {
      await ok(putInline("a", 5000));
      return putInline("b", 5240);
    },
    () => putInline("b", 5241),
    "LimitExceeded",
  ],
  [
    "tags of a role",
    () => call("iam", "TagRole", { RoleName: ROLE, Tags: tagsOf(0, 50) }),
    () => call("iam", "TagRole", { RoleName: ROLE, Tags: tagsOf(50, 51) }),
    "LimitExceeded",
  ],
  [
    "session",
    () => assume({ DurationSeconds: "900" }),
    () => assume({ DurationSeconds: "899" }),
    "ValidationError",
  ],
  ["external id", undefined, () => assume({ ExternalId: "i".repeat(1225) }), "ValidationError"],
  [
    "session name",
    () => assume({ RoleSessionName: "n".repeat(64) }),
    () => assume({ RoleSessionName: "n".repeat(65) }),
    "ValidationError",
  ],
  [
    "session policy",
    () => assume({ Policy: filled(2048, identity) }),
    () => assume({ Policy: filled(2049, identity) }),
    "ValidationError",
  ],
  [
    "bucket policy",
    () =>
      s3("PUT", `/${BUCKET}?policy`, {}, filled(20_480, owned(`arn:aws:s3:::${BUCKET}/*`, "s3:GetObject"))),
    () =>
      s3("PUT", `/${BUCKET}?policy`, {}, filled(20_481, owned(`arn:aws:s3:::${BUCKET}/*`, "s3:GetObject"))),
    "PolicyTooLarge",
  ],
  [
    "object key",
    () => s3("PUT", `/${BUCKET}/${"k".repeat(1024)}`),
    () => s3("PUT", `/${BUCKET}/${"k".repeat(1025)}`),
    "KeyTooLongError",
  ],
  [
    "metadata",
    () => s3("PUT", `/${BUCKET}/m`, { "x-amz-meta-m": "m".repeat(2047) }),
    () => s3("PUT", `/${BUCKET}/m`, { "x-amz-meta-m": "m".repeat(2048) }),
    "MetadataTooLarge",
  ],
  [
    "object tags",
    () =>
      s3("PUT", `/${BUCKET}/t`, {
        "x-amz-tagging": tagsOf(0, 10)
          .map(({ Key }) => `${Key}=v`)
          .join("&"),
      }),
    () =>
      s3("PUT", `/${BUCKET}/t`, {
        "x-amz-tagging": tagsOf(0, 11)
          .map(({ Key }) => `${Key}=v`)
          .join("&"),
      }),
    "BadRequest",
  ],
  [
    "key policy",
    () => call("kms", "PutKeyPolicy", { KeyId: keyArn, Policy: filled(32_768, owned("*", "kms:*")) }),
    () => call("kms", "PutKeyPolicy", { KeyId: keyArn, Policy: filled(32_769, owned("*", "kms:*")) }),
    "LimitExceededException",
  ],
  [
    "user name of three",
    () => user({ UserName: "abc" }),
    () => user({ UserName: "ab" }),
    "ValidationException",
  ],
  [
    "user name of 100",
    () => user({ UserName: "u".repeat(100) }),
    () => user({ UserName: "u".repeat(101) }),
    "ValidationException",
  ],
  [
    "user name's start",
    () => user({ UserName: "_.@-" }),
    () => user({ UserName: ".abc" }),
    "ValidationException",
  ],
  [
    "a user's session policy",
    () => user({ UserName: "policy", Policy: filled(2048, identity) }),
    () => user({ UserName: "policy2", Policy: filled(2049, identity) }),
    "ValidationException",
  ],
  [
    "keys of a user",
    async () => {
      for (let count = 1; count < 10; count += 1)
        await ok(call("transfer", "ImportSshPublicKey", { ...USER, SshPublicKeyBody: sshKey() }));
      return call("transfer", "ImportSshPublicKey", { ...USER, SshPublicKeyBody: sshKey() });
    },
    () => call("transfer", "ImportSshPublicKey", { ...USER, SshPublicKeyBody: sshKey() }),
    "InvalidRequestException",
  ],
  [
    "secret name",
    () => secret({ Name: "n".repeat(512) }),
    () => secret({ Name: "n".repeat(513) }),
    "ValidationException",
  ],
  [
    "secret value",
    () => secret({ Name: "value", SecretString: "é".repeat(32_768) }),
    () => secret({ Name: "value2", SecretString: `${"é".repeat(32_768)}x` }),
    "ValidationException",
  ],
  ["request token", undefined, () => secret({ ClientRequestToken: "t".repeat(65) }), "ValidationException"],
  [
    "a secret's policy",
    () =>
      call("secretsmanager", "PutResourcePolicy", {
        SecretId: "vendor/limits",
        ResourcePolicy: filled(20_480, owned("*", "secretsmanager:GetSecretValue")),
      }),
    () =>
      call("secretsmanager", "PutResourcePolicy", {
        SecretId: "vendor/limits",
        ResourcePolicy: filled(20_481, owned("*", "secretsmanager:GetSecretValue")),
      }),
    "ValidationException",
  ],
];

test.each(LIMITS)("%s", async (_what, within, beyond, code) => {
  if (within !== undefined) await ok(within());
  const refused = await beyond();
  expect(refused.code, refused.body).toBe(code);
});
