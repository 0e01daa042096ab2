import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oneLocalAws, runLocal, unwrapped } from "../run-local.ts";

let cwd: string;
const local = oneLocalAws();

async function run(...args: string[]) {
  // One for all questions: they change nothing in it.
  const { exit, out, err } = await runLocal(cwd, args, local.startLocal);
  return { exit, out: unwrapped(out), err };
}

const why = (as: string, ...args: string[]) => run("policy", "why", "--as", as, ...args);

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-why-"));
  const inputs = ["partnerAccount=210987654321", "partnerRole=reader", "pull=assume-role"];
  const flags = inputs.flatMap((input) => ["--set", input]);
  const asked = [
    "--runbook",
    "hosted-sftp",
    "--owner",
    "team@example.com",
    "--skip-test",
    "--reason",
    "asked",
  ];
  expect(await run("onboard", "acme", ...asked, ...flags, "--yes")).toMatchObject({ exit: 0 });
});
afterAll(async () => {
  await local.close();
  rmSync(cwd, { recursive: true });
});

describe("vendor policy why", () => {
  it("names the statement that allows a partner its own object", async () => {
    const { exit, out } = await why("acme", "s3:GetObject", "s3://partner-files/acme/a");
    expect(exit).toBe(0);
    expect(out).toContain("✓ acme may s3:GetObject on arn:aws:s3:::partner-files/acme/a");
    expect(out).toContain("allowed by statement VendorAcmeObjects of role/vendor-acme/policy/access");
    expect(out).toContain(
      "The runbook's reason for it: The partner reads, writes and removes its own files.",
    );
    expect(out).toContain("bucket/partner-files/policy");
  });

  it("shows what was missing for a list of a neighbour: the request's value beside the policy's", async () => {
    const { exit, out } = await why("acme", "s3:ListBucket", "s3://partner-files/acme-");
    expect(exit).toBe(0);
    expect(out).toContain("✗ acme may not s3:ListBucket on arn:aws:s3:::partner-files");
    expect(out).toContain("nearest: statement VendorAcmeList of role/vendor-acme/policy/access");
    expect(out).toContain('condition StringLike s3:prefix: "acme-" does not match "acme/*"');
    const inside = await why(
      "acme",
      "s3:ListBucket",
      "s3://partner-files",
      "--context",
      "s3:prefix=acme/in/",
    );
    expect(inside.out).toContain("✓ acme may s3:ListBucket");
  });

  it("reads the bucket's own policy: plain http is denied by it, with its line", async () => {
    const { out } = await why(
      "acme",
      "s3:GetObject",
      "s3://partner-files/acme/a",
      "--context",
      "aws:SecureTransport=false",
      "--json",
    );
    expect(JSON.parse(out.trim())).toMatchObject({
      type: "result",
      outcome: "explicit-deny",
      partner: "acme",
      decision: { by: "resource", document: "bucket/partner-files/policy" },
    });
  });

  it("reads the key's policy and grants: what a grant asks for decides", async () => {
    const asked = ["kms:Decrypt", "key", "--context", "kms:EncryptionContext:SecretARN=x"];
    const denied = await why("acme", ...asked);
    expect(denied.out).toContain("✗ acme may not kms:Decrypt");
    const via = [
      "kms:ViaService=s3.eu-central-1.amazonaws.com",
      "kms:EncryptionContext:aws:s3:arn=arn:aws:s3:::partner-files",
    ];
    const allowed = await why("acme", "kms:Decrypt", "key", ...via.flatMap((pair) => ["--context", pair]));
    expect(allowed.out).toContain("allowed by statement VendorAcmeFilesKey");
  });

  it("asks as another role of the runbook, as the partner's own principal, and as a service", async () => {
    const pull = await why("acme:pullRole", "secretsmanager:GetSecretValue", "secret:vendor/acme/connection");
    expect(pull.out).toContain("✓ acme:pullRole may");
    const own = await why("acme:partner", "sts:AssumeRole", "role:vendor-acme.pull");
    expect(own.out).toContain("condition StringEquals sts:ExternalId: the request has no sts:ExternalId");
    expect(own.out).toContain("what account 210987654321 allows its own principal");
    const service = await why("transfer.amazonaws.com", "sts:AssumeRole", "role:vendor-acme");
    expect(service.out).toContain("the request has no aws:SourceArn");
  });

  it("says what it cannot make sense of, and calls nothing", async () => {
    for (const [args, text] of [
      [["acme", "GetObject", "key"], 'action: "GetObject" is not one action'],
      [["acme", "s3:GetObject", "partner-files"], 'resource: "partner-files" is not s3://BUCKET/KEY'],
      [["acme", "s3:GetObject", "*", "--context", "prefix"], '"prefix" is not KEY=VALUE'],
      [["acme:role2", "s3:GetObject", "*"], "Known: acme:role, acme:pullRole, acme:partner."],
      [["arn:aws:iam::123456789012:role/vendor-none", "s3:GetObject", "*"], "There is no role"],
      [["globex", "s3:GetObject", "*"], "globex"],
    ] as const) {
      const [as, ...rest] = args;
      const { exit, err } = await why(as, ...rest);
      expect([2, 3]).toContain(exit);
      expect(err).toContain(text);
    }
  });
});
