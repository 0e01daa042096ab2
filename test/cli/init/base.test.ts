import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LocalAwsOptions } from "../../../sandbox/local-aws/options.ts";
import { runCli } from "../../../src/cli/cli.ts";
import { parseConfig } from "../../../src/runbook/config.ts";
import { type InitBench, openInitBench } from "./bench.ts";

const NAMES = ["--bucket", "acme-files", "--kms-key", "alias/acme-files", "--operator-role", "vendor-op"];
const MAKE = ["--base", "--yes", ...NAMES];
const AUDIT = ["--audit-bucket", "acme-audit", "--audit-days", "2"];
const REMOVE = ["--base", "--remove", "--confirm", "vendor-base"];

let bench: InitBench;
let admin: InitBench["admin"];
let onCall: NonNullable<LocalAwsOptions["onCall"]> = () => undefined;

beforeEach(async () => {
  onCall = () => undefined;
  bench = await openInitBench({ onCall: (call) => onCall(call) });
  admin = bench.admin;
});
afterEach(() => bench.close());

const run = (...args: readonly string[]) => bench.run("admin", ...args);

const config = () =>
  parseConfig(readFileSync(join(bench.cwd, "vendor.config.yaml"), "utf8"), bench.cwd, "config");

/** What of the base is there, by its own names. */
async function there() {
  const { output: buckets } = await admin.send("s3", "ListBuckets", {});
  const { output: aliases } = await admin.send("kms", "ListAliases", {});
  const { output: keys } = await admin.send("kms", "ListKeys", {});
  const { output: servers } = await admin.send("transfer", "ListServers", {});
  const role = await admin.send("iam", "GetRole", { RoleName: "vendor-op" }).catch(() => undefined);
  return {
    buckets: (buckets.Buckets ?? []).map(({ Name }) => Name),
    aliases: (aliases.Aliases ?? [])
      .map(({ AliasName }) => AliasName)
      .filter((name) => !name?.startsWith("alias/aws/")),
    keys: keys.Keys?.length,
    servers: servers.Servers?.length,
    role: role?.output.Role?.RoleName,
  };
}

const SEEDED = {
  buckets: ["partner-files"],
  aliases: ["alias/partner-files", "alias/vendor-audit"],
  servers: 1,
  role: undefined,
};
const MADE = {
  buckets: ["acme-files", "partner-files"],
  aliases: ["alias/acme-files", "alias/partner-files", "alias/vendor-audit"],
  servers: 2,
  role: "vendor-op",
};

async function signingKey(): Promise<string> {
  const { output } = await admin.send("kms", "DescribeKey", { KeyId: "alias/vendor-audit" });
  return output.KeyMetadata?.KeyId ?? "";
}

/** The operator of the base that was made may bring partners, and do nothing else. */
async function operatorIsBounded(): Promise<void> {
  const { output } = await admin.send("sts", "AssumeRole", {
    RoleArn: "arn:aws:iam::123456789012:role/vendor-op",
    RoleSessionName: "test",
  });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = output.Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const operator = admin.as(credentials);
  const Bucket = "acme-files";
  await operator.send("s3", "GetBucketVersioning", { Bucket });
  await expect(operator.send("s3", "DeleteBucket", { Bucket })).rejects.toMatchObject({ meaning: "denied" });
  await expect(operator.send("kms", "ScheduleKeyDeletion", { KeyId: config().kmsKey })).rejects.toMatchObject(
    {
      meaning: "denied",
    },
  );
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const role = { RoleName: "vendor-acme", AssumeRolePolicyDocument: document };
  await expect(operator.send("iam", "CreateRole", role)).rejects.toMatchObject({ meaning: "denied" });
}

test("makes a base as it was shown, writes its configuration, changes nothing twice, and takes it away again", async () => {
  const before = await there();
  expect(before).toMatchObject(SEEDED);
  const shown = await run("--base", "--dry-run", ...NAMES);
  expect(shown.exit).toBe(0);
  for (const told of ["create KMS key alias/acme-files", "s3:CreateBucket", "DenyPlainHttp", "sha256:"])
    expect(shown.out).toContain(told);
  expect(shown.out.replace(/\s+/g, " ")).toContain("alias/vendor-audit exists and was not made by vendor");
  expect(await there()).toEqual(before);

  const asked = [...NAMES, ...AUDIT, "--operator", bench.local.describe.adminRoleArn];
  const written = await run("--base", ...asked, "--plan-out", "base.json");
  expect(written.out).toContain("Apply exactly this: vendor init --base --plan base.json");
  expect(await there()).toEqual(before);
  const other = await run("--base", "--plan", "base.json", "--audit-days", "3");
  expect(other).toMatchObject({ exit: 3, err: expect.stringContaining("PLAN_STALE") });
  expect(other.err).toContain("inputs: Was");
  const taken = await run("--base", "--remove", "--confirm", "vendor-base", "--plan", "base.json");
  expect(taken).toMatchObject({ exit: 3, err: expect.stringContaining("PLAN_MISMATCH") });
  await admin.send("kms", "CreateAlias", { AliasName: "alias/acme-files", TargetKeyId: await signingKey() });
  const moved = await run("--base", "--plan", "base.json");
  expect(moved).toMatchObject({ exit: 3, err: expect.stringContaining("PLAN_STALE") });
  await admin.send("kms", "DeleteAlias", { AliasName: "alias/acme-files" });
  expect(await there()).toEqual(before);

  // Neither answer arrives: what was made is taken up, and nothing is made twice.
  bench.local.faults.add({ operation: "CreateKey", fault: "drop-answer", times: 1 });
  bench.local.faults.add({ operation: "CreateServer", fault: "reset", when: "after", times: 1 });
  const made = await run("--base", "--plan", "base.json");
  expect(made.exit).toBe(0);
  expect(made.err).toContain("CreateKey was not answered");
  expect(made.err).not.toContain("Something is left to do");
  const found = made.out.replace(/\s+/g, " ");
  expect(found).toContain("✓ bucket: versioned · closed to the public · with an S3 Bucket Key");
  expect(found).toContain("its policy lets IAM decide, grants included · rotates");
  expect(made.out).toContain("OperatorRoleArn=arn:aws:iam::123456789012:role/vendor-op");
  expect(await there()).toEqual({
    ...MADE,
    buckets: ["acme-audit", ...MADE.buckets],
    keys: Number(before.keys) + 1,
  });
  expect(config()).toMatchObject({
    bucket: "acme-files",
    permissionsBoundary: "arn:aws:iam::123456789012:policy/vendor-boundary",
    audit: { signWith: "alias/vendor-audit" },
  });
  const lock = await admin.send("s3", "GetObjectLockConfiguration", { Bucket: "acme-audit" });
  expect(lock.output.ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({
    Mode: "COMPLIANCE",
    Days: 2,
  });

  await operatorIsBounded();

  const again = await run("--base", "--yes");
  expect(again).toMatchObject({ exit: 0, out: expect.stringContaining("stays as it is") });
  await admin.send("s3", "PutBucketVersioning", {
    Bucket: "acme-files",
    VersioningConfiguration: { Status: "Suspended" },
  });
  const mended = await run("--base", "--dry-run");
  expect(mended.out).toMatch(/change .*S3 bucket acme-files/);
  expect((await run("--base", "--yes")).exit).toBe(0);
  const { output } = await admin.send("s3", "GetBucketVersioning", { Bucket: "acme-files" });
  expect(output.Status).toBe("Enabled");

  expect(await run("--base", "--remove", "--yes")).toMatchObject({
    exit: 2,
    err: expect.stringContaining("--confirm"),
  });
  await admin.send("s3", "PutObject", { Bucket: "acme-files", Key: "a", Body: "a" });
  const { VersionId } = (await admin.send("s3", "HeadObject", { Bucket: "acme-files", Key: "a" })).output;
  const used = await run(...REMOVE);
  expect(used).toMatchObject({
    exit: 3,
    err: expect.stringContaining("S3 bucket acme-files: it is not empty"),
  });
  expect(await there()).toMatchObject({ role: "vendor-op", servers: 2 });
  await admin.send("s3", "DeleteObject", { Bucket: "acme-files", Key: "a", VersionId: VersionId ?? "" });
  expect((await run(...REMOVE)).exit).toBe(0);
  expect(await there()).toMatchObject(SEEDED);
  expect((await run(...REMOVE)).err).toContain("BASE_NOT_OURS");
});

test.each(["CreateKey"])(
  "stopped at %s it is resumed by the same command, and leaves nothing twice",
  async (operation) => {
    const before = await there();
    const fake = bench.host("admin", MAKE);
    onCall = (call) => {
      if (call.operation === operation) fake.stop("SIGINT");
      return undefined;
    };
    expect(await runCli(fake.host)).toBe(7);
    expect(fake.err()).toContain("vendor init --base --bucket acme-files");
    onCall = () => undefined;
    expect((await run(...MAKE)).exit).toBe(0);
    expect(await there()).toEqual({ ...MADE, keys: Number(before.keys) + 1 });
  },
);

test("what fails is rolled back: only what was made is taken away, and nobody else's", async () => {
  const refused = await run(...MAKE, "--audit-bucket", "xn--audit");
  expect(refused).toMatchObject({ exit: 1, err: expect.stringContaining("InvalidBucketName") });
  expect(await there()).toMatchObject(SEEDED);
  expect(existsSync(join(bench.cwd, "vendor.config.yaml"))).toBe(false);
});

test("in a terminal it asks for the bucket, shows the plan, and makes nothing without a yes", async () => {
  const fake = bench.host("admin", ["--base", "--kms-key", "alias/acme-files"], true);
  const ended = runCli(fake.host);
  await fake.shows("be called?");
  fake.press("\r");
  await fake.shows("create  S3 bucket partner-files-123456789012");
  await fake.shows("Make it like this?");
  fake.press("\u001B[B\r");
  expect(await ended).toBe(7);
  expect(await there()).toMatchObject(SEEDED);
});
