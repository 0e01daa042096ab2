import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ListGrantsCommand } from "@aws-sdk/client-kms";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Clients, clientsOf } from "../e2e/support/clients.ts";
import { oneLocalAws, runLocal, unwrapped } from "./run-local.ts";

const OBJECT = { Bucket: "partner-files", Key: "acme/order.csv" };
const READER = "arn:aws:iam::210987654321:role/acme-reader";
const ROLE = "arn:aws:iam::123456789012:role/vendor-acme";
const ID = /^AROA[A-Z0-9]+$/;
/** The same answers each time. */
const ONBOARD = [
  ...["onboard", "acme", "--runbook", "hosted-sftp", "--owner", "team@example.com", "--yes"],
  ...["--set", "partnerAccount=210987654321", "--set", "partnerRole=acme-reader"],
  ...["--skip-test", "--reason", "asked"],
];

let cwd: string;
const local = oneLocalAws();
let admin: Clients;
let partner: Clients;
let sandbox: Clients;

async function run(...args: readonly string[]) {
  const { exit, out, err } = await runLocal(cwd, args, local.startLocal);
  return { exit, out: unwrapped(out), err: unwrapped(err) };
}

const documentOf = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

interface Made {
  readonly name: string;
  readonly trust: string;
  readonly policyName: string;
  readonly policy: string;
}

const READER_ROLE: Made = {
  name: "acme-reader",
  trust: documentOf({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::210987654321:role/vendor-sandbox-partner" },
    Action: "sts:AssumeRole",
  }),
  policyName: "reads",
  policy: documentOf({ Effect: "Allow", Action: ["s3:GetObject", "kms:Decrypt"], Resource: "*" }),
};

async function make(iam: IAMClient, { name, trust, policyName, policy }: Made): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  const inline = { RoleName: name, PolicyName: policyName };
  await iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: policy }));
}

async function remove(iam: IAMClient, { name, policyName }: Made): Promise<void> {
  await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policyName }));
  await iam.send(new DeleteRoleCommand({ RoleName: name }));
}

/** What the partner's role gets of its own object: its body, or the error's message. */
async function read(): Promise<string> {
  const { Credentials: keys } = await sandbox.sts.send(
    new AssumeRoleCommand({ RoleArn: READER, RoleSessionName: "reader" }),
  );
  const reader = clientsOf((await local.aws()).url, {
    accessKeyId: keys?.AccessKeyId ?? "",
    secretAccessKey: keys?.SecretAccessKey ?? "",
    sessionToken: keys?.SessionToken ?? "",
  });
  try {
    const { Body } = await reader.s3.send(new GetObjectCommand(OBJECT));
    return (await Body?.transformToString()) ?? "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  } finally {
    reader.close();
  }
}

/** Grantees of acme's grants by their names. */
async function grantees(): Promise<readonly (readonly [string, string])[]> {
  const KeyId = (await local.aws()).describe.kmsKeyArn;
  const { Grants = [] } = await admin.kms.send(new ListGrantsCommand({ KeyId }));
  return Grants.map(({ Name = "", GranteePrincipal = "" }) => [Name, GranteePrincipal] as const).sort();
}

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-recreated-"));
  await run("status");
  const { url, credentials } = await local.aws();
  admin = clientsOf(url, credentials("admin"));
  sandbox = clientsOf(url, credentials("sandbox"));
  partner = clientsOf(url, credentials("sandbox-root"));
  await make(partner.iam, READER_ROLE);
  expect(await run(...ONBOARD)).toMatchObject({ exit: 0 });
  await admin.s3.send(new PutObjectCommand({ ...OBJECT, Body: "an order" }));
});
afterAll(async () => {
  for (const clients of [admin, sandbox, partner]) clients.close();
  await local.close();
  rmSync(cwd, { recursive: true });
});

it("a partner that makes its role anew loses the key's grant; status and proof name it, and onboarding again mends it", async () => {
  expect(await read()).toBe("an order");
  await remove(partner.iam, READER_ROLE);
  await make(partner.iam, READER_ROLE);
  // The bucket policy names the account and the role's ARN, which the new role has; the grant is of the former role's id.
  expect(await read()).toMatch(/not authorized to perform: kms:Decrypt/);
  expect(await grantees()).toEqual([
    ["vendor:acme:bucket-read", expect.stringMatching(ID)],
    ["vendor:acme:secret", ROLE],
  ]);
  const status = await run("status", "acme", "--exit-code");
  expect(status.exit).toBe(10);
  expect(status.out).toMatch(/✗ KMS grant vendor:acme:bucket-read is different grantee: is "AROA/);
  expect(status.out).toContain("✓ Bucket policy statements");
  const proof = await run("policy", "prove", "--live");
  expect(proof.exit).toBe(10);
  expect(proof.out).toContain(
    `! not proven: acme: the key's grant vendor:acme:bucket-read is of a role ${READER} that was deleted`,
  );
  expect(proof.out).not.toContain("can be taken out");
  const plan = await run(...ONBOARD, "--dry-run");
  expect(plan.out).toContain("◆ Go live: acme ~ change KMS grant vendor:acme:bucket-read In full");
  expect(await run(...ONBOARD)).toMatchObject({ exit: 0 });
  expect(await read()).toBe("an order");
  expect(await grantees()).toEqual([
    ["vendor:acme:bucket-read", READER],
    ["vendor:acme:secret", ROLE],
  ]);
  expect(await run("status", "acme", "--exit-code")).toMatchObject({ exit: 0 });
});

it("a role of ours that somebody made anew is taken over first, and gets its grant back", async () => {
  const { Role } = await admin.iam.send(new GetRoleCommand({ RoleName: "vendor-acme" }));
  const policyName = "access";
  const { PolicyDocument = "" } = await admin.iam.send(
    new GetRolePolicyCommand({ RoleName: "vendor-acme", PolicyName: policyName }),
  );
  const ours: Made = {
    name: "vendor-acme",
    trust: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
    policyName,
    policy: decodeURIComponent(PolicyDocument),
  };
  await remove(admin.iam, ours);
  const gone = await run("policy", "prove", "--live");
  expect(gone.exit).toBe(10);
  expect(gone.out).toContain(`acme: there is no role ${ROLE}; vendor onboard acme`);
  await make(admin.iam, ours);
  const refused = await run(...ONBOARD);
  expect(refused).toMatchObject({ exit: 3, err: expect.stringContaining("`vendor adopt acme`") });
  const adopted = await run("adopt", "acme", ...ONBOARD.slice(2, -3), "--confirm", "acme");
  expect(adopted).toMatchObject({ exit: 0 });
  expect(await run(...ONBOARD)).toMatchObject({ exit: 0 });
  expect(await grantees()).toEqual([
    ["vendor:acme:bucket-read", READER],
    ["vendor:acme:secret", ROLE],
  ]);
  expect(await run("policy", "prove", "--live")).toMatchObject({ exit: 0 });
  expect(await run("status", "acme", "--exit-code")).toMatchObject({ exit: 0 });
});
