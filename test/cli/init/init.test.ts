import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startLocalAws } from "../../../sandbox/local-aws/index.ts";
import type { LocalAws } from "../../../sandbox/local-aws/options.ts";
import { connectAws } from "../../../src/aws/connect.ts";
import { runCli } from "../../../src/cli/cli.ts";
import type { LocalRole } from "../../../src/cli/host.ts";
import { systemClock, systemRandom } from "../../../src/core/env.ts";
import { parseConfig } from "../../../src/runbook/config.ts";
import { CONFIG_TEMPLATE, configText } from "../../../src/runbook/config-text.ts";
import { systemEffects } from "../../aws/wire.ts";
import { type FakeHost, fakeHost } from "../fake-host.ts";

const ENTER = "\r";
const DOWN = "\u001B[B";

let cwd: string;
let local: LocalAws;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-init-"));
  const delays = { minMs: 0, maxMs: 0, flapMs: 0 };
  local = await startLocalAws({ dir: join(cwd, "aws"), delays, clock: systemClock, random: systemRandom });
});
afterAll(async () => {
  await local.close();
  rmSync(cwd, { recursive: true });
});

function hostOf(args: readonly string[], role: LocalRole = "operator", tty = false): FakeHost {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = local.credentials(role);
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

const written = (name = "vendor.config.yaml") => readFileSync(join(cwd, name), "utf8");
const resultOf = (out: string) => JSON.parse(out.trim().split("\n").at(-1) ?? "");

describe("vendor init without a terminal", () => {
  test("lists all that is missing or not valid at once, and calls nothing", async () => {
    const events = local.events().length;
    const { exit, err } = await run("--bucket", "NOT_A_BUCKET", "--boundary", "none");
    expect(exit).toBe(2);
    for (const told of [
      "--bucket: Must be a bucket name",
      "--boundary",
      "--kms-key ARN",
      "--transfer-server ID",
    ])
      expect(err).toContain(told);
    expect(err).toContain("--no-sandbox-role");
    expect(local.events()).toHaveLength(events);
  });

  test("takes every answer from a flag, checks all of it and writes a configuration that reads back", async () => {
    const { sandboxRoleArn, partnerDeskRoleArn, kmsKeyArn, account } = local.describe;
    const choices = ["--bucket", "partner-files", "--kms-key", "alias/partner-files", "--json"];
    const roles = ["--sandbox-role", sandboxRoleArn, "--secret-reader", partnerDeskRoleArn];
    const rest = ["--transfer-server", "s-0123456789abcdef0", "--sign-with", "alias/vendor-audit"];
    const { exit, out } = await run(...choices, ...roles, ...rest, "--config", "flags.yaml");
    expect(exit).toBe(0);
    expect(resultOf(out)).toMatchObject({ type: "result", command: "init", outcome: "done" });
    expect(resultOf(out).findings).toContainEqual(
      expect.objectContaining({ level: "ok", text: "versioned" }),
    );
    expect(parseConfig(written("flags.yaml"), cwd, "flags.yaml")).toMatchObject({
      account,
      region: "eu-central-1",
      bucket: "partner-files",
      kmsKey: kmsKeyArn,
      sandboxAccount: { roleArn: sandboxRoleArn },
      secretReaders: [partnerDeskRoleArn],
      audit: { signWith: "alias/vendor-audit" },
    });
  });

  test("takes what there is only one of with --yes, and refuses what is not fit with the fix", async () => {
    const nobody = "arn:aws:iam::210987654321:role/nobody";
    const refused = await run("--yes", "--sandbox-role", nobody, "--config", "yes.yaml");
    expect(refused.exit).toBe(3);
    expect(refused.err).toContain(`You can't assume the sandbox role ${nobody}`);
    expect(refused.err).toContain("aws cloudformation deploy");
    expect(() => written("yes.yaml")).toThrow();
    expect(
      await run("--yes", "--sandbox-role", nobody, "--allow-unfit", "--config", "yes.yaml"),
    ).toMatchObject({
      exit: 0,
      out: expect.stringContaining("✗ You can't assume"),
    });
    expect(written("yes.yaml")).toContain(nobody);
    const unknown = await run("--yes", "--no-sandbox-role", "--kms-key", "alias/none", "--config", "no.yaml");
    expect(unknown).toMatchObject({ exit: 2, err: expect.stringContaining("There is no key alias/none") });
  });
});

test("in a terminal it finds, explains, checks, lets mend what is not fit, and asks before it overwrites", async () => {
  const admin = connectAws({
    region: "eu-central-1",
    credentials: local.credentials("admin"),
    env: { AWS_ENDPOINT_URL: local.url },
    userAgent: "vendor-cli/test",
    ...systemEffects,
  });
  const Bucket = "b-unfit";
  const LocationConstraint = "eu-central-1";
  await admin.send("s3", "CreateBucket", { Bucket, CreateBucketConfiguration: { LocationConstraint } });
  const fake = hostOf([], "admin", true);
  const ended = runCli(fake.host);
  const answer = async (question: string, keys: string) => {
    await fake.shows(question);
    fake.press(keys);
  };
  await fake.shows("Account 123456789012, region eu-central-1");
  await answer("Which bucket", ENTER);
  await fake.shows("Bucket b-unfit is not versioned.");
  await fake.shows("aws s3api put-bucket-versioning --bucket b-unfit");
  await fake.shows("What now?");
  await admin.send("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Enabled" } });
  fake.press(ENTER);
  await fake.shows("versioned · closed to the public");
  await answer("Which KMS key", ENTER);
  await fake.shows("does not encrypt with");
  await answer("What now?", `${DOWN}${DOWN}${ENTER}`);
  await answer("Which Transfer server", ENTER);
  await answer("Which role of your sandbox account", ENTER);
  await answer("Which key signs", ENTER);
  await answer("Which roles may read", ENTER);
  await fake.shows("alias/partner-files");
  await answer("Stop without writing it", ENTER);
  expect(await ended).toBe(0);
  expect(written()).toContain("bucket: b-unfit");
  expect(fake.out()).toContain("does not encrypt with");
  const again = hostOf([], "admin", true);
  const stopped = runCli(again.host);
  await again.shows("Write it anew?");
  again.press(ENTER);
  expect(await stopped).toBe(2);
  await admin.send("s3", "DeleteBucket", { Bucket });
  admin.close();
});

test("the template says what every line is for, and what YAML would take for a number stands in quotes", () => {
  expect(parseConfig(CONFIG_TEMPLATE, cwd, "template")).toMatchObject({ bucket: "partner-files" });
  const choices = {
    account: "123456789012",
    region: "eu-central-1",
    bucket: "2024",
    kmsKey: local.describe.kmsKeyArn,
    transferServer: "s-01234567890abcdef",
  };
  const config = parseConfig(configText(choices), cwd, "numbers");
  expect(config.bucket).toBe("2024");
  expect(config.sandboxAccount).toBeUndefined();
});
