import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { parseConfig } from "../../../src/runbook/config.ts";
import { CONFIG_TEMPLATE, configText } from "../../../src/runbook/config-text.ts";
import { type InitBench, openInitBench } from "./bench.ts";

const ENTER = "\r";
const DOWN = "\u001B[B";

let bench: InitBench;
beforeAll(async () => {
  bench = await openInitBench();
});
afterAll(() => bench.close());

const run = (...args: readonly string[]) => bench.run("operator", ...args);

const written = (name = "vendor.config.yaml") => readFileSync(join(bench.cwd, name), "utf8");
const resultOf = (out: string) => JSON.parse(out.trim().split("\n").at(-1) ?? "");

describe("vendor init without a terminal", () => {
  test("lists all that is missing or not valid at once, and calls nothing", async () => {
    const events = bench.local.events().length;
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
    expect(err).toContain("--no-transfer-server");
    expect(bench.local.events()).toHaveLength(events);
  });

  test("refuses what is meant for a base alone, where none is to be made", async () => {
    const { exit, err } = await run("--dry-run", "--audit-days", "3");
    expect(exit).toBe(2);
    expect(err.replace(/\s+/g, " ")).toContain("--dry-run, --audit-days: only with --base");
  });

  test("takes every answer from a flag, checks all of it and writes a configuration that reads back", async () => {
    const { sandboxRoleArn, partnerDeskRoleArn, kmsKeyArn, account } = bench.local.describe;
    const choices = ["--bucket", "partner-files", "--kms-key", "alias/partner-files", "--json"];
    const roles = ["--sandbox-role", sandboxRoleArn, "--secret-reader", partnerDeskRoleArn];
    const rest = ["--transfer-server", "s-0123456789abcdef0", "--sign-with", "alias/vendor-audit"];
    const { exit, out } = await run(...choices, ...roles, ...rest, "--config", "flags.yaml");
    expect(exit).toBe(0);
    expect(resultOf(out)).toMatchObject({ type: "result", command: "init", outcome: "done" });
    expect(resultOf(out).findings).toContainEqual(
      expect.objectContaining({ level: "ok", text: "versioned" }),
    );
    expect(parseConfig(written("flags.yaml"), bench.cwd, "flags.yaml")).toMatchObject({
      account,
      region: "eu-central-1",
      bucket: "partner-files",
      kmsKey: kmsKeyArn,
      sandboxAccount: { roleArn: sandboxRoleArn },
      secretReaders: [partnerDeskRoleArn],
      audit: { signWith: "alias/vendor-audit" },
    });
  });

  test("does without a Transfer server where nobody is to log in, also in a base that is made", async () => {
    const choices = ["--bucket", "partner-files", "--kms-key", "alias/partner-files", "--no-sandbox-role"];
    const { exit, out } = await run(...choices, "--no-transfer-server", "--config", "none.yaml");
    expect([exit, out]).toEqual([0, expect.stringContaining("Transfer server: none")]);
    expect(parseConfig(written("none.yaml"), bench.cwd, "none.yaml").transferServer).toBeUndefined();
    expect(written("none.yaml")).toContain("# transferServer: s-");
    const base = [
      "--base",
      "--dry-run",
      "--format",
      "json",
      "--bucket",
      "b-without-server",
      "--operator-role",
      "b-operator",
    ];
    const kindsOf = (plan: string) =>
      new Set([...plan.matchAll(/"kind": "([a-z0-9-]+)"/g)].map(([, kind]) => kind));
    const without = await bench.run("admin", ...base, "--no-transfer-server", "--config", "none.yaml");
    expect(without.exit, without.err).toBe(0);
    expect(kindsOf(without.out)).toContain("iam-role");
    expect(kindsOf(without.out)).not.toContain("transfer-server");
    expect(without.out).not.toContain("transfer:DescribeServer");
    expect(kindsOf((await bench.run("admin", ...base, "--config", "none.yaml")).out)).toContain(
      "transfer-server",
    );
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
  const { admin } = bench;
  const Bucket = "b-unfit";
  const LocationConstraint = "eu-central-1";
  await admin.send("s3", "CreateBucket", { Bucket, CreateBucketConfiguration: { LocationConstraint } });
  const fake = bench.host("admin", [], true);
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
  const again = bench.host("admin", [], true);
  const stopped = runCli(again.host);
  await again.shows("Write it anew?");
  again.press(ENTER);
  expect(await stopped).toBe(2);
  await admin.send("s3", "DeleteBucket", { Bucket });
});

test("the template says what every line is for, and what YAML would take for a number stands in quotes", () => {
  expect(parseConfig(CONFIG_TEMPLATE, bench.cwd, "template")).toMatchObject({ bucket: "partner-files" });
  const choices = {
    account: "123456789012",
    region: "eu-central-1",
    bucket: "2024",
    kmsKey: bench.local.describe.kmsKeyArn,
    transferServer: "s-01234567890abcdef",
  };
  const config = parseConfig(configText(choices), bench.cwd, "numbers");
  expect(config.bucket).toBe("2024");
  expect(config.sandboxAccount).toBeUndefined();
});
