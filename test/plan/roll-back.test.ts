import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Aws } from "../../src/aws/aws.ts";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import type { Plan } from "../../src/core/plan.ts";
import { execute } from "../../src/engine/run.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { planOnboard } from "../../src/runbook/planning.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";
import { openStore } from "../../src/store/store.ts";
import { type Bench, startBench } from "../resources/support.ts";
import { noSignal } from "../support/signal.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
let bench: Bench;
let dir: string;
beforeAll(async () => {
  bench = await startBench();
  dir = mkdtempSync(join(tmpdir(), "vendor-roll-back-"));
});
afterAll(async () => {
  await bench.close();
  rmSync(dir, { recursive: true });
});

/** The shipped runbook with passages replaced, each of which must be there. */
function changedRunbook(passages: Readonly<Record<string, string>>): string {
  const shipped = readFileSync(join(SHIPPED, "hosted-sftp.yaml"), "utf8");
  const text = Object.entries(passages).reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, to);
  }, shipped);
  const file = join(dir, "own.yaml");
  writeFileSync(file, text);
  return file;
}

/** @param deadline of gates: short where one is waited for in vain */
async function onboarding(partner: string, runbook: string, deadline = "60s") {
  const { describe: base, sftp } = bench.local;
  const config = parseConfig(
    `account: "${base.account}"\nregion: ${base.region}\nbucket: ${base.bucket}\nkmsKey: ${base.kmsKeyArn}\ntransferServer: ${base.transferServer}\n` +
      `sftpEndpoint: ${sftp.host}:${sftp.port}\nsandboxAccount: { roleArn: "${base.sandboxRoleArn}" }\ngates: { consecutive: 2, over: 50ms, deadline: ${deadline} }\n`,
    dir,
    "vendor.config.yaml",
  );
  return planOnboard(
    {
      config,
      runbook: loadRunbook(runbook, { own: [], shipped: SHIPPED }, dir),
      partner,
      owner: "team@example.com",
      inputs: {},
      skipRehearsal: "the change is what is tested",
    },
    { aws: bench.operator, tool: "vendor-cli/test" },
  );
}

/** Runs a plan; where it is rolled back, `meanwhile` has happened before the roll-back sees anything. */
async function run(plan: Plan, meanwhile: () => Promise<unknown> = async () => undefined) {
  let edited: Promise<unknown> | undefined;
  const send = (async (...call: Parameters<Aws["send"]>) => {
    await edited;
    return bench.operator.send(...call);
  }) as Aws["send"];
  const sendCall: Aws["sendCall"] = async (...call) => {
    await edited;
    return bench.operator.sendCall(...call);
  };
  return execute(plan, {
    aws: { ...bench.operator, send, sendCall },
    clock: systemClock,
    random: systemRandom,
    sink: {
      emit: (event) => {
        if (event.type === "rollback.started") edited = meanwhile();
      },
    },
    run: `run-${plan.digest.slice(7, 15)}`,
    after: [],
    resumeCommand: "vendor resume",
    store: openStore(dir, {
      clock: systemClock,
      random: systemRandom,
      machine: thisMachine(),
      disk: systemDisk,
    }),
    lock: { isHeld: async () => true },
    rollback: true,
    signal: noSignal(),
    sandboxRole: bench.local.describe.sandboxRoleArn,
  });
}

const mappingsOf = async (UserName: string) => {
  const ServerId = bench.local.describe.transferServer;
  const { output } = await bench.admin.send("transfer", "DescribeUser", { ServerId, UserName });
  return output.User?.HomeDirectoryMappings;
};
const policyOf = async (RoleName: string) => {
  const { output } = await bench.admin.send("iam", "GetRolePolicy", { RoleName, PolicyName: "access" });
  return decodeURIComponent(output.PolicyDocument ?? "");
};

it("leaves what an administrator changed meanwhile, says so with the commands, and brings back the rest", async () => {
  const { bucket, transferServer } = bench.local.describe;
  expect((await run(await onboarding("acme", "hosted-sftp"))).outcome).toBe("done");
  const before = { mappings: await mappingsOf("acme"), policy: await policyOf("vendor-acme") };
  // The user's root is wrong, so that its test fails; its role loses a right beside that.
  const runbook = changedRunbook({
    'target: "/${base.bucket}/${names.folder}"': 'target: "/${base.bucket}"',
    '"s3:PutObject", "s3:DeleteObject"]': '"s3:PutObject"]',
  });
  const edit = [{ Entry: "/", Target: `/${bucket}/acme/quarantine` }];
  const outcome = await run(await onboarding("acme", runbook, "3s"), async () => {
    expect(await policyOf("vendor-acme")).not.toBe(before.policy);
    return bench.admin.send("transfer", "UpdateUser", {
      ServerId: transferServer,
      UserName: "acme",
      HomeDirectoryMappings: edit,
    });
  });
  expect(await mappingsOf("acme")).toEqual(edit);
  expect(await policyOf("vendor-acme")).toBe(before.policy);
  expect(outcome).toMatchObject({ outcome: "failed", error: { exit: 4 } });
  expect(outcome.left).toEqual([
    {
      what: "SFTP user acme",
      why: "Somebody changed it meanwhile: mappings. The commands would undo that too.",
      // The test's key is on the user yet: it is of one piece with what was left.
      commands: [
        expect.stringMatching(`^aws transfer update-user .* --user-name acme .*"Target":"/${bucket}/acme"`),
        expect.stringMatching("^aws transfer delete-ssh-public-key .* --user-name acme "),
      ],
    },
  ]);
});
