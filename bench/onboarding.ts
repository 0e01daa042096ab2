import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { elevenCalls } from "./aws-cli.ts";
import { interleaved, quantile, ratio, runProgram } from "./rounds.ts";
import { awsEnv, besideLocalAws } from "./served.ts";

const ROUNDS = 5;
const BIN = join(import.meta.dirname, "../bin/vendor.js");
const CLI = "AWS CLI";
const VENDOR = "vendor";

/**
 * The eleven calls of an onboarding by the AWS CLI, one after the other, and a whole `vendor onboard` without its test
 * (start of the process, preflight, plan, provisioning, audit record), against one local AWS.
 * @throws Error where the AWS CLI is missing
 */
export function onboarding(): Promise<string> {
  const version = cliVersion();
  return besideLocalAws((served) => {
    const env = awsEnv(served);
    const byHand = (round: number) => {
      for (const args of elevenCalls(`hand-${round}`, served)) runProgram("aws", args, served.dir, env);
    };
    const byVendor = (round: number) => {
      const flags = ["--yes", "--owner", "team@example.com", "--skip-test", "--reason", "bench"];
      runProgram(process.execPath, [BIN, "onboard", `tool-${round}`, ...flags], served.dir, env);
    };
    const timings = interleaved(
      [
        { name: CLI, run: byHand },
        { name: VENDOR, run: byVendor },
      ],
      ROUNDS,
    );
    const seconds = (name: string) => `${(quantile(timings.get(name) ?? [], 0.5) / 1000).toFixed(2)} s`;
    return [
      `Onboarding, against a local AWS without delays in another process (median of ${ROUNDS} interleaved rounds)`,
      `  eleven calls by the AWS CLI, one after the other   ${seconds(CLI)}  (${version})`,
      `  vendor onboard --skip-test, the whole process      ${seconds(VENDOR)}`,
      `  vendor is ${ratio(timings, CLI, VENDOR).toFixed(1)} times as fast (aim ≥ 15)`,
    ].join("\n");
  });
}

function cliVersion(): string {
  const { error, stdout } = spawnSync("aws", ["--version"], { encoding: "utf8" });
  if (error !== undefined)
    throw new Error(
      "The AWS CLI is missing. Install it: `apt-get install awscli`, or https://aws.amazon.com/cli/.",
    );
  return stdout.split(" ").slice(0, 2).join(" ");
}
