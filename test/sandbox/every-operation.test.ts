import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sealWithKey } from "../../sandbox/local-aws/kms-use.ts";
import { ACCOUNT, SANDBOX_ACCOUNT, seededRoleArn } from "../../sandbox/local-aws/seed/names.ts";
import { seededKeyArn } from "../../sandbox/local-aws/seed/seed.ts";
import { grantsOf } from "../../sandbox/local-aws/services/kms/grants.ts";
import { allServices } from "../../sandbox/local-aws/services/registry.ts";
import type { Caller } from "../../sandbox/local-aws/world.ts";
import type { PolicyDocument } from "../../src/policy/types.ts";
import { callDirect, callOperation, type Direct, serviceOf, startDirect } from "./direct.ts";
import { inputsOf, type Places } from "./operations.ts";
import { S3_SAMPLES } from "./s3/operations.ts";

const EVERYTHING: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};
const DENIED = ["AccessDenied", "AccessDeniedException"];
/** Needs no permission. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const FOR_EVERYBODY = ["GetCallerIdentity"];
const NOWHERE: Places = {
  keyArn: "",
  grantId: "",
  grantToken: "",
  sealed: "",
  secretArn: "",
  roleArn: "",
  policyArn: "",
};

const calls = Object.entries(inputsOf(NOWHERE)).flatMap(([service, inputs]) =>
  Object.keys(inputs).map((operation) => ({ service, operation })),
);
let direct: Direct;
let places: Places;
/** In the account, without any permission. */
let nobody: Caller;
/** May do everything in the other account. */
let stranger: Caller;

beforeAll(async () => {
  direct = await startDirect();
  nobody = direct.newCaller(ACCOUNT);
  stranger = direct.newCaller(SANDBOX_ACCOUNT, EVERYTHING);
  places = await furnish();
});
afterAll(() => direct.remove());

/** What the inputs name is there, so that nothing but a permission is missing. */
async function furnish(): Promise<Places> {
  const admin = direct.seededCaller("admin");
  const call = async (service: string, operation: string, more: object) => {
    const inputs = inputsOf({ ...NOWHERE, keyArn, roleArn });
    const input = { ...inputs[service]?.[operation], ...more };
    const ended = await callOperation(direct, serviceOf(service), admin, operation, input);
    expect(ended.status, ended.body).toBe(200);
    return ended.body;
  };
  const keyArn = seededKeyArn(direct.world) ?? "";
  const roleArn = seededRoleArn("operator");
  await call("iam", "CreateRole", {});
  await call("iam", "CreatePolicy", {});
  await call("transfer", "CreateUser", {});
  const grantToken = String(JSON.parse(await call("kms", "CreateGrant", {})).GrantToken);
  const secretArn = String(JSON.parse(await call("secretsmanager", "CreateSecret", {})).ARN);
  await callDirect(direct, serviceOf("s3"), admin, {
    method: "PUT",
    path: "/partner-files/acme/a.txt",
    body: "x",
  });
  return {
    keyArn,
    roleArn,
    grantToken,
    secretArn,
    grantId: grantsOf(direct.world, keyArn)[0]?.grantId ?? "",
    sealed: sealWithKey(direct.world, keyArn, Buffer.from("x"), {}).toString("base64"),
    policyArn: `arn:aws:iam::${ACCOUNT}:policy/p`,
  };
}

test("the tables have every operation that is there", () => {
  const inTables = new Map<string, string[]>();
  for (const { service, operation } of calls)
    inTables.set(service, [...(inTables.get(service) ?? []), operation]);
  inTables.set(
    "s3",
    S3_SAMPLES.map(([name]) => name),
  );
  for (const service of allServices())
    expect(inTables.get(service.signingName)?.sort()).toEqual([...service.operations].sort());
});

describe.each(calls)("$service $operation", ({ service, operation }) => {
  const run = (caller: Caller, more: object = {}) => {
    const input = { ...inputsOf(places)[service]?.[operation], ...more };
    return callOperation(direct, serviceOf(service), caller, operation, input);
  };

  test("is denied to whoever has no permissions", async () => {
    const { code, body } = await run(nobody);
    if (FOR_EVERYBODY.includes(operation)) expect(code).toBeUndefined();
    else expect(DENIED, body).toContain(code);
  });

  test("refuses a member that AWS does not know", async () => {
    const { code, body } = await run(nobody, { Bogus: "1" });
    expect(["ValidationError", "ValidationException"], body).toContain(code);
    expect(body).toContain("Bogus");
  });
});

/** Those that name a resource by ARN; the others are about the caller's own account, which an alias is looked up in as well. */
const NAMED = calls.filter(({ service, operation }) => {
  const marked = inputsOf({ ...NOWHERE, keyArn: "@", sealed: "@", grantToken: "@", secretArn: "@" });
  return operation !== "UpdateAlias" && JSON.stringify(marked[service]?.[operation]).includes("@");
});

test.each(NAMED)("$service $operation is denied to the other account", async ({ service, operation }) => {
  const input = inputsOf(places)[service]?.[operation] ?? {};
  const { code, body } = await callOperation(direct, serviceOf(service), stranger, operation, input);
  expect(DENIED, body).toContain(code);
});

describe.each(S3_SAMPLES)("s3 %s", (operation, sample) => {
  const run = (caller: Caller, more: { path?: string; headers?: Record<string, string> } = {}) =>
    callDirect(direct, serviceOf("s3"), caller, {
      ...sample,
      path: sample.path + (more.path ?? ""),
      headers: { ...sample.headers, ...more.headers },
    });
  const own = ["CreateBucket", "ListBuckets"].includes(operation);

  test.each([
    ["whoever has no permissions", () => nobody],
    ["the other account", () => stranger],
  ])("is denied to %s", async (who, caller) => {
    if (own && who === "the other account") return;
    const { status, code, body } = await run(caller());
    // A batch is answered key by key.
    if (operation !== "DeleteObjects") expect(status, body).toBe(403);
    if (sample.method !== "HEAD") expect(code, body).toBe("AccessDenied");
  });

  test("refuses parameters and headers that it does not know", async () => {
    const unknown = `${sample.path.includes("?") ? "&" : "?"}bogus=1`;
    expect((await run(nobody, { path: unknown })).status).toBe(400);
    expect((await run(nobody, { headers: { "x-amz-bogus": "1" } })).status).toBe(501);
  });
});
