import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import type { LocalAws, StartLocal } from "../../src/cli/host.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { fakeHost } from "./fake-host.ts";

const AWS: LocalAws = {
  url: "http://127.0.0.1:4566",
  plainUrl: "http://127.0.0.1:4567",
  sftp: { host: "127.0.0.1", port: 2222 },
  describe: {
    account: "123456789012",
    sandboxAccount: "210987654321",
    region: "eu-central-1",
    bucket: "partner-files",
    kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    transferServer: "s-0123456789abcdef0",
    sandboxRoleArn: "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
    operatorRoleArn: "arn:aws:iam::123456789012:role/vendor-operator",
    partnerDeskRoleArn: "arn:aws:iam::123456789012:role/partner-desk",
    hostKeyFingerprints: ["SHA256:abc"],
  },
  credentials: (role) => ({
    accessKeyId: `AKIA-${role}`,
    secretAccessKey: "it's",
    ...(role === "engineer" ? {} : { sessionToken: "t/+=" }),
  }),
  close: async () => undefined,
};

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-local-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function run(...args: string[]) {
  const fake = fakeHost(["local", ...args], { cwd });
  return { exit: await runCli(fake.host), out: fake.out(), err: fake.err() };
}

/** Serves until `work` is done. */
async function whileServing(work: () => Promise<void>): Promise<string> {
  const started: Parameters<StartLocal>[0][] = [];
  const server = fakeHost(["local", "--no-enforcement"], {
    cwd,
    startLocal: async (options) => {
      started.push(options);
      return AWS;
    },
  });
  const served = runCli(server.host);
  await server.shows("Ctrl-C stops it");
  await work();
  server.stop("SIGINT");
  expect(await served).toBe(0);
  expect(started).toMatchObject([{ dir: join(cwd, ".vendor", "local"), enforcing: false }]);
  return server.err();
}

test("while it serves, other shells get its environment and a configuration", async () => {
  const greeting = await whileServing(async () => {
    const { out } = await run("--env");
    expect(out).toContain("export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n");
    expect(out).toContain("export AWS_ACCESS_KEY_ID=AKIA-operator\n");
    expect(out).toContain("export AWS_SECRET_ACCESS_KEY='it'\\''s'\n");
    expect((await run("--env", "--as", "engineer")).out).toContain("unset AWS_SESSION_TOKEN\n");
    expect(await run("--env", "--as", "nobody")).toMatchObject({ exit: 2 });
    const config = parseConfig((await run("--print-config")).out, cwd, "printed");
    expect(config).toMatchObject({
      bucket: "partner-files",
      sftpEndpoint: { port: 2222 },
      store: join(cwd, ".vendor/local/store"),
    });
    expect(await run()).toMatchObject({ exit: 3, err: expect.stringContaining("LOCAL_RUNNING") });
    expect(await run("--reset")).toMatchObject({ exit: 3 });
    expect(statSync(join(cwd, ".vendor/local/credentials.json")).mode & 0o777).toBe(0o600);
  });
  expect(greeting).toContain("WITHOUT IAM");
});

test("once it is stopped, its environment is gone and its state can be removed", async () => {
  await whileServing(async () => undefined);
  expect(await run("--env")).toMatchObject({ exit: 3 });
  expect(await run("--reset")).toMatchObject({ exit: 0 });
  expect(() => statSync(join(cwd, ".vendor", "local"))).toThrow();
});
