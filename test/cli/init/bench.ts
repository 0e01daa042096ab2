import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws } from "../../../sandbox/local-aws/index.ts";
import type { LocalAws, LocalAwsOptions } from "../../../sandbox/local-aws/options.ts";
import type { Aws } from "../../../src/aws/aws.ts";
import { connectAws } from "../../../src/aws/connect.ts";
import { runCli } from "../../../src/cli/cli.ts";
import type { LocalRole } from "../../../src/cli/host.ts";
import { systemClock, systemRandom } from "../../../src/core/env.ts";
import { systemEffects } from "../../aws/wire.ts";
import { type FakeHost, fakeHost } from "../fake-host.ts";

/** An empty folder, and an account to set up from it. */
export interface InitBench {
  readonly cwd: string;
  readonly local: LocalAws;
  readonly admin: Aws;
  /** A host on which `vendor init` runs. @param role whose credentials are in the environment */
  host(role: LocalRole, args: readonly string[], tty?: boolean): FakeHost;
  /** Runs `vendor init` without a terminal to its end. */
  run(role: LocalRole, ...args: readonly string[]): Promise<{ exit: number; out: string; err: string }>;
  close(): Promise<void>;
}

/** Starts an AWS that shows everything at once. */
export async function openInitBench(some: Pick<LocalAwsOptions, "onCall"> = {}): Promise<InitBench> {
  const cwd = mkdtempSync(join(tmpdir(), "vendor-init-"));
  const delays = { minMs: 0, maxMs: 0, flapMs: 0 };
  const where = { dir: join(cwd, "aws"), delays, clock: systemClock, random: systemRandom };
  const local = await startLocalAws({ ...where, ...some });
  const region = local.describe.region;
  const admin = connectAws({
    region,
    credentials: local.credentials("admin"),
    env: { AWS_ENDPOINT_URL: local.url },
    userAgent: "vendor-cli/test",
    ...systemEffects,
  });
  const host: InitBench["host"] = (role, args, tty = false) => {
    const { accessKeyId, secretAccessKey, sessionToken = "" } = local.credentials(role);
    const env = {
      AWS_ENDPOINT_URL: local.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_REGION: region,
    };
    const fake = fakeHost(["init", ...args], { cwd, tty, env });
    return { ...fake, host: { ...fake.host, clock: systemClock } };
  };
  return {
    cwd,
    local,
    admin,
    host,
    async run(role, ...args) {
      const fake = host(role, args);
      const exit = await runCli(fake.host);
      return { exit, out: fake.out(), err: fake.err() };
    },
    async close() {
      admin.close();
      await local.close();
      rmSync(cwd, { recursive: true });
    },
  };
}
