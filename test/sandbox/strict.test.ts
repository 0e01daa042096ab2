import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ACCOUNT,
  SANDBOX_ACCOUNT,
  seededRoleArn,
  TRANSFER_SERVER,
} from "../../sandbox/local-aws/seed/names.ts";
import { seededKeyArn } from "../../sandbox/local-aws/seed/seed.ts";
import type { Caller } from "../../sandbox/local-aws/world.ts";
import type { PolicyDocument } from "../../src/policy/types.ts";
import { callOperation, type Direct, type Ended, serviceOf, startDirect } from "./direct.ts";
import { policy, trust } from "./local.ts";

const ADMIN = seededRoleArn("admin");
const TAGS = [{ Key: "team", Value: "files" }];
let direct: Direct;
let admin: Caller;
let keyArn = "";

beforeAll(async () => {
  direct = await startDirect();
  admin = direct.seededCaller("admin");
  keyArn = seededKeyArn(direct.world) ?? "";
});
afterAll(() => direct.remove());

function call(service: string, operation: string, input: object, caller = admin): Promise<Ended> {
  return callOperation(direct, serviceOf(service), caller, operation, { ...input });
}

const allowing = (...Action: string[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const createRole = (RoleName: string, AssumeRolePolicyDocument = trust(ACCOUNT)) =>
  call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
const assume = (name: string, more: object = {}, caller = admin) =>
  call(
    "sts",
    "AssumeRole",
    { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: "test", ...more },
    caller,
  );

describe("what is no ARN of its kind", () => {
  // What a plan's placeholder looks like where nobody has filled it in.
  const OPEN = "$" + "{resources.role.arn}";
  const session = { RoleSessionName: "test" };
  test.each<[string, string, object, string]>([
    ["sts", "AssumeRole", { ...session, RoleArn: OPEN }, "ValidationError"],
    [
      "sts",
      "AssumeRole",
      { ...session, RoleArn: `arn:aws:iam::${ACCOUNT}:user/engineer` },
      "ValidationError",
    ],
    ["sts", "AssumeRole", { ...session, RoleArn: `arn:aws:iam::${ACCOUNT}:role/a b` }, "ValidationError"],
    ["sts", "AssumeRole", { ...session, RoleArn: ADMIN, PolicyArns: [{ arn: OPEN }] }, "ValidationError"],
    ["iam", "GetPolicy", { PolicyArn: OPEN }, "InvalidInput"],
    ["iam", "AttachRolePolicy", { RoleName: "admin", PolicyArn: `${OPEN}/policy/x` }, "InvalidInput"],
    ["iam", "PutRolePermissionsBoundary", { RoleName: "admin", PermissionsBoundary: ADMIN }, "InvalidInput"],
    ["kms", "DescribeKey", { KeyId: OPEN }, "NotFoundException"],
    ["kms", "DescribeKey", { KeyId: `arn:aws:kms:eu-central-1:${OPEN}:key/x` }, "InvalidArnException"],
    [
      "kms",
      "CreateGrant",
      { GranteePrincipal: "arn:aws:iam::1:role/x", Operations: ["Decrypt"] },
      "InvalidArnException",
    ],
    ["transfer", "CreateUser", { Role: `${OPEN}:role/x` }, "ValidationException"],
    ["transfer", "CreateUser", { Role: `arn:aws:iam::${ACCOUNT}:role/${OPEN}` }, "InvalidRequestException"],
    [
      "secretsmanager",
      "GetSecretValue",
      { SecretId: `arn:aws:iam::${ACCOUNT}:role/x` },
      "InvalidParameterException",
    ],
  ])("%s %s %j", async (service, operation, input, code) => {
    const more = {
      CreateGrant: { KeyId: keyArn },
      CreateUser: { ServerId: TRANSFER_SERVER, UserName: "acme" },
    };
    const named = operation === "CreateGrant" || operation === "CreateUser" ? more[operation] : {};
    const refused = await call(service, operation, { ...named, ...input });
    expect(refused.code, refused.body).toBe(code);
  });
});

describe("tags at creation are a permission of their own", () => {
  const arn = `arn:aws:iam::${ACCOUNT}:role/x`;
  test.each<[string, string, string[], object]>([
    [
      "iam",
      "CreateRole",
      ["iam:TagRole"],
      { RoleName: "tagged", AssumeRolePolicyDocument: trust(ACCOUNT), Tags: TAGS },
    ],
    [
      "iam",
      "CreatePolicy",
      ["iam:TagPolicy"],
      {
        PolicyName: "tagged",
        PolicyDocument: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }),
        Tags: TAGS,
      },
    ],
    [
      "kms",
      "CreateKey",
      ["kms:TagResource", "kms:PutKeyPolicy"],
      { Tags: [{ TagKey: "team", TagValue: "files" }] },
    ],
    ["secretsmanager", "CreateSecret", ["secretsmanager:TagResource"], { Name: "tagged", Tags: TAGS }],
    ["transfer", "CreateServer", ["transfer:TagResource"], { Tags: TAGS }],
    [
      "transfer",
      "CreateUser",
      ["transfer:TagResource"],
      { ServerId: TRANSFER_SERVER, UserName: "tagged", Role: arn, Tags: TAGS },
    ],
  ])("%s %s", async (service, operation, more, input) => {
    const own = [`${service}:${operation}`, "iam:PassRole", "kms:PutKeyPolicy"];
    const without = await call(service, operation, input, direct.newCaller(ACCOUNT, allowing(...own)));
    expect(without.code, without.body).toMatch(/^AccessDenied/);
    const made = await call(service, operation, input, direct.newCaller(ACCOUNT, allowing(...own, ...more)));
    expect(made.status, made.body).toBe(200);
  });
});

describe("AssumeRole", () => {
  test("with tags or a source identity needs a trust policy that allows them", async () => {
    await createRole("plain");
    expect((await assume("plain")).status).toBe(200);
    expect((await assume("plain", { Tags: TAGS })).body).toContain("sts:TagSession");
    expect((await assume("plain", { SourceIdentity: "ann" })).body).toContain("sts:SetSourceIdentity");
    const Action = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    await createRole("wide", policy({ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action }));
    expect((await assume("wide", { Tags: TAGS, TransitiveTagKeys: ["team"] })).status).toBe(200);
    expect((await assume("wide", { Tags: TAGS, TransitiveTagKeys: ["none"] })).code).toBe("ValidationError");
    expect((await assume("wide", { Tags: [...TAGS, ...TAGS] })).code).toBe("ValidationError");
    expect((await assume("wide", { SourceIdentity: "ann" })).status).toBe(200);
  });

  test("keeps a source identity along the chain", async () => {
    const Action = ["sts:AssumeRole", "sts:SetSourceIdentity"];
    await createRole("next", policy({ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action }));
    const { session } = admin;
    if (session === undefined) throw new Error("The administrator has no session.");
    const ann: Caller = { ...admin, session: { ...session, sourceIdentity: "ann" } };
    expect((await assume("next", { SourceIdentity: "bob" }, ann)).code).toBe("AccessDenied");
    await assume("next", {}, ann);
    const kept = direct.world.table("sts.sessions").entries();
    expect(kept.map(([, one]) => one.sourceIdentity)).toContain("ann");
  });

  test("takes session policies of the role's own account only", async () => {
    await createRole("limited");
    const PolicyArns = [{ arn: `arn:aws:iam::${SANDBOX_ACCOUNT}:policy/theirs` }];
    expect((await assume("limited", { PolicyArns })).code).toBe("ValidationError");
  });
});

test("names of roles are unique without regard to case", async () => {
  await createRole("Acme");
  expect((await createRole("acme")).code).toBe("EntityAlreadyExists");
});

test("a policy of another account can't be attached", async () => {
  const input = { RoleName: "admin", PolicyArn: `arn:aws:iam::${SANDBOX_ACCOUNT}:policy/theirs` };
  expect((await call("iam", "AttachRolePolicy", input)).code).toBe("NoSuchEntity");
});

test("another account can use a key that is opened to it, and not administer it", async () => {
  const Statement = [
    { Effect: "Allow", Principal: { AWS: [ACCOUNT, SANDBOX_ACCOUNT] }, Action: "kms:*", Resource: "*" },
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  expect((await call("kms", "PutKeyPolicy", { KeyId: keyArn, Policy })).status).toBe(200);
  const theirs = direct.newCaller(SANDBOX_ACCOUNT, allowing("*"));
  expect((await call("kms", "DescribeKey", { KeyId: keyArn }, theirs)).status).toBe(200);
  for (const operation of ["DisableKey", "ScheduleKeyDeletion", "GetKeyPolicy"])
    expect((await call("kms", operation, { KeyId: keyArn }, theirs)).code).toBe("AccessDeniedException");
});

test("a use of a key by another service is an event of KMS, in that service's name", async () => {
  await call("secretsmanager", "CreateSecret", { Name: "traced", SecretString: "s", KmsKeyId: keyArn });
  const use = direct.world.events().findLast((event) => event.eventName === "GenerateDataKey");
  expect(use).toMatchObject({
    eventSource: "kms.amazonaws.com",
    account: ACCOUNT,
    invokedBy: "secretsmanager.amazonaws.com",
    caller: { roleArn: ADMIN },
    resources: [{ type: "AWS::KMS::Key", name: keyArn }],
  });
  const nobody = direct.newCaller(ACCOUNT, allowing("secretsmanager:*"));
  await call("secretsmanager", "GetSecretValue", { SecretId: "traced" }, nobody);
  expect(direct.world.events().findLast((event) => event.eventName === "Decrypt")).toMatchObject({
    errorCode: "AccessDenied",
  });
});
