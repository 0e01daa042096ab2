import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws } from "../../../sandbox/local-aws/index.ts";
import type { Situation } from "../../../src/cli/command.ts";
import { publishServer } from "../../../src/cli/local/state.ts";
import { systemDisk } from "../../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../../src/core/env.ts";
import { formatPartnerFile } from "../../../src/runbook/partner-file.ts";
import { configText, environmentOf, keysOf } from "../../e2e/support/place.ts";
import { requireFreshBundle, startVendor } from "../../e2e/support/vendor.ts";
import { type Role, VENDOR } from "./place.ts";
import { type Ended, run } from "./program.ts";

/** A folder in which command lines of the documentation are typed, and the AWS that they reach. */
export interface World {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Runs a script in bash, which stops at the first failure.
   * @param answers flags for what would be asked, by command
   * @param role whose credentials it has; the operator's
   */
  bash(script: string, answers?: Readonly<Record<string, string>>, role?: Role): Promise<Ended>;
  close(): Promise<void>;
}

/** Worlds in every situation. Each is a copy, so what is done in one is not seen in another. */
export interface Worlds {
  open(situation: Situation): Promise<World>;
  close(): void;
}

const PARTNERS = ["acme", "globex"];
/** Where the local AWS of a working folder is: `--local` finds it there, and its delays are short. */
const AWS = ".vendor/local";

const CASE = {
  name: "a partner reads its own object",
  reason: "the statement names the prefix",
  request: {
    principal: "arn:aws:sts::123456789012:assumed-role/vendor-acme/session",
    action: "s3:GetObject",
    resource: "arn:aws:s3:::partner-files/acme/in.csv",
    resourceAccount: "123456789012",
  },
  policies: {
    identity: [
      {
        Sid: "AcmeRead",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::partner-files/acme/*",
      },
    ],
  },
  expected: { outcome: "allowed", by: "identity" },
};

/** Prepares worlds; the common part of them is made once, when it is first wanted. */
export function openWorlds(): Worlds {
  requireFreshBundle();
  const home = mkdtempSync(join(tmpdir(), "vendor-worlds-"));
  const made = new Map<Situation, Promise<string>>();
  let count = 0;
  const folder = (situation: Situation): Promise<string> => {
    const known = made.get(situation) ?? make(situation, join(home, situation), folder);
    made.set(situation, known);
    return known;
  };
  return {
    async open(situation) {
      count += 1;
      const dir = join(home, `world-${count}`);
      cpSync(await folder(situation), dir, { recursive: true });
      return openWorld(dir, situation);
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Makes the folder that worlds in a situation are copied from. */
async function make(
  situation: Situation,
  dir: string,
  folder: (situation: Situation) => Promise<string>,
): Promise<string> {
  const before: Partial<Record<Situation, Situation>> = {
    live: "configured",
    interrupted: "configured",
    offboarded: "live",
  };
  const from = before[situation];
  if (from !== undefined) cpSync(await folder(from), dir, { recursive: true });
  else mkdirSync(dir);
  if (situation === "configured") writeFiles(dir);
  if (from === undefined) return dir;
  const world = await openWorld(dir, situation);
  try {
    if (situation === "interrupted") await interrupt(world);
    else await world.bash(PREPARED[situation] ?? "false").then(succeeded);
  } finally {
    await world.close();
  }
  return dir;
}

const PREPARED: Partial<Record<Situation, string>> = {
  live: "vendor onboard --from partners/ --yes --skip-rehearsal --reason prepared",
  offboarded: "vendor offboard acme --yes --confirm acme",
};

function writeFiles(dir: string): void {
  mkdirSync(join(dir, "partners"), { recursive: true });
  for (const partner of PARTNERS)
    writeFileSync(
      join(dir, "partners", `${partner}.yaml`),
      formatPartnerFile({ partner, runbook: "hosted-sftp", owner: "team@example.com", inputs: {} }),
    );
  writeFileSync(join(dir, "cases.yaml"), JSON.stringify(CASE));
}

async function openWorld(dir: string, situation: Situation): Promise<World> {
  const env = environmentOf(dir, { ...programsIn(dir), LANG: "C.UTF-8" });
  if (situation === "empty")
    return worldOf(
      dir,
      () => env,
      async () => undefined,
    );
  const aws = await startLocalAws({
    dir: join(dir, AWS),
    delays: { minMs: 0, maxMs: 40, flapMs: 0 },
    clock: systemClock,
    random: systemRandom,
  });
  publishServer(join(dir, AWS), aws, { disk: systemDisk, machine: thisMachine() });
  if (situation !== "account")
    writeFileSync(
      join(dir, "vendor.config.yaml"),
      configText(aws, { audit: { store: ".vendor/audit", signWith: "alias/vendor-audit" } }),
    );
  const reached = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.describe.region,
    AWS_DEFAULT_REGION: aws.describe.region,
  };
  const as = (role: Role) => ({ ...env, ...reached, ...keysOf(aws, role) });
  return worldOf(dir, as, async () => {
    await aws.close();
    rmSync(join(dir, AWS, "server.json"), { force: true });
  });
}

function worldOf(dir: string, as: (role: Role) => World["env"], close: () => Promise<void>): World {
  return {
    dir,
    env: as("operator"),
    close,
    bash(script, answers = {}, role = "operator") {
      const flags = Object.entries(answers).map(([command, text]) => [`ANSWERS_${command}`, text]);
      return run("bash", ["--norc", "-euo", "pipefail", "-c", script], {
        cwd: dir,
        env: { ...as(role), ...Object.fromEntries(flags) },
      });
    },
  };
}

/** `vendor` as it was built, with the flags that stand for answers; `aws`, told where AWS is, as older ones need it. */
function programsIn(dir: string): Readonly<Record<string, string>> {
  const folder = join(dir, ".bin");
  mkdirSync(folder, { recursive: true });
  const programs = {
    vendor: `answers="ANSWERS_\${1:-}"\nexec ${process.execPath} ${VENDOR} "$@" \${!answers:-}`,
    aws: `PATH="\${PATH#*:}"\nexec aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"`,
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: `${folder}:${process.env.PATH ?? ""}` };
}

/** Kills an onboarding once it makes the live partner's resources. */
async function interrupt({ dir, env }: World): Promise<void> {
  const args = ["onboard", "--from", "partners/acme.yaml", "--yes", "--json"];
  const running = startVendor(dir, args, env);
  await running.until((event) => event.type === "step.call" && event.step === "live/apply/role");
  running.child.kill("SIGKILL");
  await running.ended;
}

function succeeded({ code, stdout, stderr }: Ended): void {
  if (code !== 0) throw new Error(`exit ${code}: ${(stdout + stderr).slice(-2_000)}`);
}
