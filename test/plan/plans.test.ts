import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { isNoOp, type Plan, sharedDocuments } from "../../src/core/plan.ts";
import { isIntact } from "../../src/core/plan-digest.ts";
import type { Sink } from "../../src/core/ports.ts";
import { execute } from "../../src/engine/run.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import {
  type OffboardChoices,
  type OnboardChoices,
  planOffboard,
  planOnboard,
} from "../../src/runbook/planning.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";
import { openStore } from "../../src/store/store.ts";
import { type Bench, startBench } from "../resources/support.ts";
import { noSignal } from "../support/signal.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
let bench: Bench;
let dir: string;
beforeAll(async () => {
  bench = await startBench();
  dir = mkdtempSync(join(tmpdir(), "vendor-plan-"));
});
afterAll(async () => {
  await bench.close();
  rmSync(dir, { recursive: true });
});

function request(partner: string) {
  const { describe: base, sftp } = bench.local;
  const config = parseConfig(
    `account: "${base.account}"\nregion: ${base.region}\nbucket: ${base.bucket}\nkmsKey: ${base.kmsKeyArn}\ntransferServer: ${base.transferServer}\n` +
      `sftpEndpoint: ${sftp.host}:${sftp.port}\nsandboxAccount: { roleArn: "${base.sandboxRoleArn}" }\ngates: { consecutive: 2, over: 100ms, deadline: 60s }\n`,
    dir,
    "vendor.config.yaml",
  );
  return {
    config,
    runbook: loadRunbook("hosted-sftp", { own: [], shipped: SHIPPED }, dir),
    partner,
    owner: "team@example.com",
    inputs: {},
  };
}

const context = () => ({ aws: bench.operator, tool: "vendor-cli/test" });
const onboarding = (partner: string, more: Partial<OnboardChoices> = {}) =>
  planOnboard({ ...request(partner), ...more }, context());
const offboarding = (partner: string, more: Partial<OffboardChoices> = {}) =>
  planOffboard({ ...request(partner), data: "purge", secretRecoveryDays: 7, known: [], ...more }, context());

async function run(plan: Plan, emit: Sink["emit"] = () => undefined) {
  return execute(plan, {
    aws: bench.operator,
    clock: systemClock,
    random: systemRandom,
    sink: { emit },
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

/** The configuration with gates that give up soon. */
const impatient = () => {
  const { config } = request("anybody");
  return { config: { ...config, gates: { ...config.gates, deadlineMs: 5_000 } } };
};
const NAMESAKE = "namesake namesake-enters namesake-refused namesake-removed";
const stages = (plan: Plan) =>
  plan.phases.map((phase) => [phase.name, phase.stages.map(({ name }) => name).join(" ")]);

describe("plans from live state", () => {
  it("rehearse, then go live, and are the same again under one digest", async () => {
    const plan = await onboarding("acme");
    expect(stages(plan)).toEqual([
      ["rehearsal", "apply seed settle test held freeze frozen revoke remove dead delete absent"],
      ["live", "apply seed settle test unseed test-key"],
    ]);
    expect(isIntact(plan)).toBe(true);
    expect(isIntact({ ...plan, owner: "somebody@example.com" })).toBe(false);
    expect((await onboarding("acme")).digest).toBe(plan.digest);
  });

  it("leave out what was skipped for a reason, and record it", async () => {
    const quick = await onboarding("acme", { skipRehearsal: "a reason" });
    expect(stages(quick).map(([name]) => name)).toEqual(["live"]);
    expect(quick.options).toEqual({ skipRehearsal: "a reason" });
    expect(stages(await onboarding("acme", { skipTest: "a reason" }))).toEqual([["live", "apply"]]);
  });

  it("change nothing once the partner is live, unless the run before did not get to its end", async () => {
    const outcome = await run(await onboarding("acme", { skipRehearsal: "quick" }));
    expect(outcome.error).toBeUndefined();
    expect(isNoOp(await onboarding("acme"))).toBe(true);
    const again = await onboarding("acme", { interrupted: true });
    expect(stages(again).map(([name]) => name)).toEqual(["rehearsal", "live"]);
    expect(again.phases[1]?.stages[0]).toMatchObject({
      name: "apply",
      steps: expect.arrayContaining([expect.objectContaining({ action: "none" })]),
    });
  });

  it("remove only what is there when an offboarding was cut, and open nothing that is frozen", async () => {
    await bench.admin.sendCall("transfer", "DeleteUser", {
      ServerId: bench.local.describe.transferServer,
      UserName: "acme",
    });
    const unfrozen = await offboarding("acme");
    expect(stages(unfrozen)).toEqual([
      ["offboard", `seed served held freeze frozen revoke remove dead delete ${NAMESAKE} absent`],
    ]);
    const freeze = unfrozen.phases[0]?.stages.find(({ name }) => name === "freeze");
    const [call] = freeze?.type === "steps" ? (freeze.steps[0]?.calls ?? []) : [];
    expect(call?.operation).toBe("UpdateAssumeRolePolicy");
    const document = (call?.input.PolicyDocument as JsonObject | undefined)?.$json;
    await bench.admin.sendCall("iam", "UpdateAssumeRolePolicy", {
      RoleName: "vendor-acme",
      PolicyDocument: JSON.stringify(document),
    });
    const plan = await offboarding("acme");
    expect(stages(plan)).toEqual([["offboard", "freeze revoke remove delete absent"]]);
    expect(JSON.stringify(plan.phases[0]?.stages)).not.toContain("ImportSshPublicKey");
    expect(plan.warnings.join()).toContain("SFTP user is gone");
    expect((await run(plan)).outcome).toBe("done");
    await expect(offboarding("acme")).rejects.toMatchObject({ code: "PARTNER_UNKNOWN" });
  });

  it("delete what the twin's own steps put on a half-made twin", async () => {
    const tags = {
      "vendor:partner": "acme-rehearsal",
      "vendor:runbook": "hosted-sftp@1.0.0",
      "vendor:owner": "team@example.com",
      "vendor:managed-by": "vendor",
    };
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await bench.admin.sendCall("iam", "CreateRole", {
      RoleName: "vendor-acme-rehearsal",
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Tags,
    });
    const plan = await onboarding("acme");
    const deletion = plan.phases[0]?.stages.find(({ name }) => name === "delete");
    expect(JSON.stringify(deletion)).toMatch(/DeleteRolePolicy[^}]*"PolicyName":"access"/);
    await bench.admin.sendCall("iam", "DeleteRole", { RoleName: "vendor-acme-rehearsal" });
  });

  it("take away what an interrupted rehearsal left of a twin, whichever way the partner goes on", async () => {
    const twin = async () => {
      const made = await run(await onboarding("hooli"));
      expect(made.error).toBeUndefined();
      const rehearsal = (await onboarding("hooli", { interrupted: true })).phases[0];
      const plan = { ...(await onboarding("hooli")), phases: rehearsal ? [rehearsal] : [] };
      const first = plan.phases.map((phase) => ({ ...phase, stages: phase.stages.slice(0, 1) }));
      expect((await run({ ...plan, phases: first })).outcome).toBe("done");
    };
    await twin();
    const settled = await onboarding("hooli");
    expect(stages(settled)).toEqual([
      ["rehearsal", "freeze revoke remove delete absent"],
      ["live", "apply"],
    ]);
    expect((await run(settled)).outcome).toBe("done");
    expect(isNoOp(await onboarding("hooli"))).toBe(true);
    await twin();
    const leaving = await offboarding("hooli");
    expect(leaving.phases.map(({ name }) => name)).toEqual(["rehearsal", "offboard"]);
    expect((await run(leaving)).outcome).toBe("done");
    await expect(offboarding("hooli")).rejects.toMatchObject({ code: "PARTNER_UNKNOWN" });
  });

  it("prove that a role of the same name opens nothing, and find what names it", async () => {
    const { bucket } = bench.local.describe;
    expect((await run(await onboarding("wayne", { skipRehearsal: "quick" }))).outcome).toBe("done");
    const plan = await offboarding("wayne", impatient());
    const { output } = await bench.admin.send("s3", "GetBucketPolicy", { Bucket: bucket });
    const before = JSON.parse(output.Policy ?? "{}") as { Statement: JsonObject[] };
    // By name, as a condition: unlike a principal, it holds for whatever role has that name later.
    const byName = {
      Sid: "SomebodyElses",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/vendor-wayne" } },
    };
    const put = (Statement: readonly JsonObject[]) =>
      bench.admin.send("s3", "PutBucketPolicy", {
        Bucket: bucket,
        Policy: JSON.stringify({ ...before, Statement }),
      });
    const { error, gates } = await run(plan, (event) => {
      if (event.type === "stage.started" && event.stage === "namesake")
        void put([...before.Statement, byName]);
    });
    expect(error).toMatchObject({ code: "STILL_SERVED", exit: 5 });
    expect(error?.message).toContain("list the own prefix (s3.own.list: allowed)");
    const held = gates.filter(({ stage }) => stage === "held");
    expect(held.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "s3.own.get@heldSession",
        "s3.own.presigned@heldSession",
        "sftp.own.list@heldSftp",
      ]),
    );
    for (const watched of held) expect(watched).toMatchObject({ expect: "denied", lastMiss: "allowed" });
    await put(before.Statement);
    const rest = await offboarding("wayne", { interrupted: true });
    expect((await run(rest)).outcome).toBe("done");
    await expect(offboarding("wayne")).rejects.toMatchObject({ code: "PARTNER_UNKNOWN" });
  });

  it("take a partner away whose access is broken already, and say what that leaves unproven", async () => {
    expect((await run(await onboarding("stark", { skipRehearsal: "quick" }))).outcome).toBe("done");
    await bench.admin.sendCall("iam", "DeleteRolePolicy", {
      RoleName: "vendor-stark",
      PolicyName: "access",
    });
    const plan = await offboarding("stark", impatient());
    const warnings: string[] = [];
    const { outcome, gates } = await run(plan, (event) => {
      if (event.type === "warning") warnings.push(event.text);
    });
    expect(outcome).toBe("done");
    expect(warnings.join()).toContain("list the own prefix (s3.own.list@heldSession: AccessDenied)");
    expect(gates.find(({ id, stage }) => stage === "served" && id === "sts.own.assume")?.passed).toBe(true);
  });

  it("take away what is no longer asked for", async () => {
    const recorded = {
      partnerAccount: "210987654321",
      partnerRole: "vendor-sandbox-partner",
      pull: "bucket-policy",
    };
    const skip = { skipRehearsal: "quick" };
    expect((await run(await onboarding("umbrella", { ...skip, inputs: recorded }))).outcome).toBe("done");
    const plan = await onboarding("umbrella", { ...skip, recorded: [recorded] });
    expect(stages(plan)).toEqual([["live", "apply retire-freeze retire-remove retired"]]);
    expect((await run(plan)).outcome).toBe("done");
    const policy = await bench.admin.sendCall("s3", "GetBucketPolicy", {
      Bucket: bench.local.describe.bucket,
    });
    expect(JSON.stringify(policy.output)).not.toContain("Umbrella");
    expect(isNoOp(await onboarding("umbrella", { recorded: [{}] }))).toBe(true);
  });

  it("look at the Transfer server only where the runbook has a use for it", async () => {
    const { config } = request("initech");
    const gone = { ...config, transferServer: "s-00000000000000000" };
    const pull = loadRunbook("sftp-pull", { own: [], shipped: SHIPPED }, dir);
    const inputs = { host: "sftp.initech.example", username: "us", hostKey: `SHA256:${"A".repeat(43)}` };
    const pulled = { runbook: pull, inputs, skipRehearsal: "shorter" };
    expect((await onboarding("initech", { ...pulled, config: gone })).warnings).toEqual([]);
    const { transferServer: _, sftpEndpoint: __, ...without } = config;
    const plan = await onboarding("initech", { ...pulled, config: without });
    expect(plan.digest).toBe((await onboarding("initech", pulled)).digest);
    await expect(onboarding("initech", { config: gone })).rejects.toMatchObject({ exit: 3 });
    await expect(onboarding("initech", { config: without })).rejects.toMatchObject({
      code: "BASE_LACKS",
      problems: [{ field: "transferServer" }],
    });
  });

  it("refuse what somebody else owns, all of it at once", async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    await bench.admin.sendCall("iam", "CreateRole", {
      RoleName: "vendor-globex",
      AssumeRolePolicyDocument: JSON.stringify(trust),
    });
    await bench.admin.sendCall("s3", "PutObject", { Bucket: bench.local.describe.bucket, Key: "globex/" });
    const refusal = {
      code: "OWNED_BY_OTHERS",
      problems: [
        { message: expect.stringContaining("vendor-globex") },
        { message: expect.stringContaining("globex/") },
      ],
    };
    await expect(onboarding("globex")).rejects.toMatchObject(refusal);
    await expect(offboarding("globex")).rejects.toMatchObject({ code: "OWNED_BY_OTHERS" });
  });
});

describe("sharedDocuments", () => {
  it("names the bucket policy where a partner's account is let in by it, and nothing otherwise", async () => {
    const inputs = { partnerAccount: "210987654321", partnerRole: "vendor-sandbox-partner" };
    expect(sharedDocuments(await onboarding("initech", { inputs }))).toEqual([
      `s3-bucket-policy/${bench.local.describe.bucket}`,
    ]);
    expect(sharedDocuments(await onboarding("initech"))).toEqual([]);
  });
});
