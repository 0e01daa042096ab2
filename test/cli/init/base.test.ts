import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startLocalAws } from "../../../sandbox/local-aws/index.ts";
import type { LocalAws, LocalAwsOptions } from "../../../sandbox/local-aws/options.ts";
import type { Aws } from "../../../src/aws/aws.ts";
import { connectAws } from "../../../src/aws/connect.ts";
import { runCli } from "../../../src/cli/cli.ts";
import { systemClock, systemRandom } from "../../../src/core/env.ts";
import { parseConfig } from "../../../src/runbook/config.ts";
import { systemEffects } from "../../aws/wire.ts";
import { type FakeHost, fakeHost } from "../fake-host.ts";

const NAMES = ["--bucket", "acme-files", "--kms-key", "alias/acme-files", "--operator-role", "vendor-op"];
const MAKE = ["--base", "--yes", ...NAMES];
const AUDIT = ["--audit-bucket", "acme-audit", "--audit-days", "2"];
const REMOVE = ["--base", "--remove", "--confirm", "vendor-base"];

let cwd: string;
let local: LocalAws;
let admin: Aws;
let onCall: NonNullable<LocalAwsOptions["onCall"]> = () => undefined;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-base-"));
  onCall = () => undefined;
  local = await startLocalAws({
    dir: join(cwd, "aws"),
    delays: { minMs: 0, maxMs: 0, flapMs: 0 },
    clock: systemClock,
    random: systemRandom,
    onCall: (call) => onCall(call),
  });
  admin = connectAws({
    region: "eu-central-1",
    credentials: local.credentials("admin"),
    env: { AWS_ENDPOINT_URL: local.url },
    userAgent: "vendor-cli/test",
    ...systemEffects,
  });
});
afterEach(async () => {
  admin.close();
  await local.close();
  rmSync(cwd, { recursive: true });
});

function hostOf(args: readonly string[], tty = false): FakeHost {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = local.credentials("admin");
  const env = {
    AWS_ENDPOINT_URL: local.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: "eu-central-1",
  };
  const fake = fakeHost(["init", ...args], { cwd, tty, env });
  return { ...fake, host: { ...fake.host, clock: systemClock } };
}

async function run(...args: readonly string[]) {
  const fake = hostOf(args);
  const exit = await runCli(fake.host);
  return { exit, out: fake.out(), err: fake.err() };
}

const config = () => parseConfig(readFileSync(join(cwd, "vendor.config.yaml"), "utf8"), cwd, "config");

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

  const made = await run(...MAKE, ...AUDIT, "--operator", local.describe.adminRoleArn);
  expect(made.exit).toBe(0);
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
    const fake = hostOf(MAKE);
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
  expect(existsSync(join(cwd, "vendor.config.yaml"))).toBe(false);
});

test("in a terminal it asks for the bucket, shows the plan, and makes nothing without a yes", async () => {
  const fake = hostOf(["--base", "--kms-key", "alias/acme-files"], true);
  const ended = runCli(fake.host);
  await fake.shows("be called?");
  fake.press("\r");
  await fake.shows("create  S3 bucket partner-files-123456789012");
  await fake.shows("Make it like this?");
  fake.press("\u001B[B\r");
  expect(await ended).toBe(7);
  expect(await there()).toMatchObject(SEEDED);
});
