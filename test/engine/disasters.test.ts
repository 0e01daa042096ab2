import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Aws } from "../../src/aws/aws.ts";
import type { Disk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import type { Event } from "../../src/core/events.ts";
import type { Plan } from "../../src/core/plan.ts";
import { begunBy } from "../../src/engine/begun.ts";
import { readJournal } from "../../src/engine/read-journal.ts";
import { execute } from "../../src/engine/run.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { planOnboard } from "../../src/runbook/planning.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";
import { openStore } from "../../src/store/store.ts";
import { type Bench, startBench } from "../resources/support.ts";
import { type DiskOperation, memoryDisk, systemError } from "../support/memory-disk.ts";
import { afterEveryPowerLoss } from "../support/power-loss.ts";
import { noSignal } from "../support/signal.ts";
import { stepOf, virtualClock } from "./support.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
const RUN = "run-1";

const storeOn = (disk: Disk) =>
  openStore("/vendor", { clock: systemClock, random: systemRandom, machine: thisMachine(), disk });

/** Runs `plan` with its journal on `disk`; the lock on its partner answers as `isHeld` does. */
async function runOn(disk: Disk, plan: Plan, aws: Aws, isHeld = async () => true, clock = systemClock) {
  const events: Event[] = [];
  const outcome = await execute(plan, {
    aws,
    clock,
    random: systemRandom,
    sink: { emit: (event) => void events.push(event) },
    run: RUN,
    after: [],
    resumeCommand: "vendor resume acme",
    store: storeOn(disk),
    lock: { isHeld },
    rollback: true,
    signal: noSignal(),
  });
  return { outcome, events };
}

/** An AWS that answers every call, and tells of each before it does. */
function answering(tell: (operation: string) => void): Aws {
  const sendCall: Aws["sendCall"] = async (_service, operation) => {
    tell(operation);
    return { output: {}, requestId: "R" };
  };
  const aws: Aws = {
    region: "eu-central-1",
    send: sendCall as Aws["send"],
    sendCall,
    presign: async () => async () => ({ output: {}, requestId: "R" }),
    as: () => aws,
    at: () => aws,
    aheadMs: () => 0,
    close: () => undefined,
  };
  return aws;
}

/** Two steps at once, one of them under the lock of a document, then a third. */
const SMALL: Plan = {
  format: "vendor-plan/1",
  command: "onboard",
  partner: "acme",
  owner: "team@example.com",
  runbook: { name: "r", version: "1.0.0", digest: "sha256:0", from: "r" },
  tool: "vendor-cli/test",
  partition: "aws",
  account: "123456789012",
  region: "eu-central-1",
  inputs: {},
  options: {},
  warnings: [],
  digest: "sha256:1",
  phases: [
    {
      name: "live",
      title: "Go live",
      subject: "acme",
      tags: {},
      actors: {},
      resources: {},
      stages: [
        {
          type: "steps",
          name: "apply",
          title: "Make",
          steps: [
            stepOf("One"),
            stepOf("Two", { locks: ["s3-bucket-policy/files"] }),
            stepOf("Three", { needs: ["One", "Two"] }),
          ],
        },
      ],
    },
  ],
};

const WRITES: readonly DiskOperation["type"][] = ["append", "link", "makeFolder", "write"];

/** A disk that refuses its nth write with `code`, after half of its bytes; and those after it unless it `recovers`. */
function fillingDisk(nth: number, code: string, recovers: boolean) {
  const state = { writes: 0, refused: "" };
  const isFull = ({ type, path }: DiskOperation): boolean => {
    if (!WRITES.includes(type)) return false;
    state.writes += 1;
    const full = recovers ? state.writes === nth : state.writes >= nth;
    if (full) state.refused ||= path;
    return full;
  };
  const disk = memoryDisk({
    now: systemClock.now,
    before(operation) {
      if (operation.type !== "append" && operation.type !== "write" && isFull(operation))
        throw systemError(code, operation.path);
    },
    room: (operation, bytes) =>
      isFull(operation)
        ? { taken: Math.floor(bytes / 2), error: systemError(code, operation.path) }
        : undefined,
  });
  return { disk, state };
}

test.each([false, true])(
  "a disk that is full stops the run before its next call, wherever it fills up; room comes back: %s",
  async (recovers) => {
    for (let nth = 1; ; nth += 1) {
      const { disk, state } = fillingDisk(nth, "ENOSPC", recovers);
      const late: string[] = [];
      // Where a step can't take its lock, one beside it that has begun makes its call yet.
      const aws = answering((operation) => {
        if (state.refused.endsWith("journal.jsonl") || (state.refused && operation === "Three"))
          late.push(operation);
      });
      const { outcome, events } = await runOn(disk, SMALL, aws);
      if (state.refused === "") {
        expect([outcome.outcome, nth > 12]).toEqual(["done", true]);
        return;
      }
      expect(late, `write ${nth}`).toEqual([]);
      expect(outcome, `write ${nth}`).toMatchObject({
        outcome: "interrupted",
        error: {
          code: "RUN_STOPPED",
          exit: 7,
          message: expect.stringMatching(/^\/vendor.* cannot be written: its file system is full/),
          hint: "Free some room on it. Then go on with: vendor resume acme",
        },
      });
      expect(events.map(({ type }) => type)).not.toContain("rollback.started");
      readJournal(storeOn(disk), RUN);
    }
  },
);

test.each(["EDQUOT", "EFBIG", "EIO", "EROFS", "ENOENT", "EACCES", "ESTALE"])(
  "%s is met as a full disk is",
  async (code) => {
    const { disk } = fillingDisk(12, code, false);
    const { outcome, events } = await runOn(
      disk,
      SMALL,
      answering(() => undefined),
    );
    expect(outcome).toMatchObject({ outcome: "interrupted", error: { code: "RUN_STOPPED" } });
    expect(events.map(({ type }) => type)).not.toContain("rollback.started");
    expect(outcome.error?.message).toContain(code);
  },
);

test("a run whose lock was broken makes no further call, and is not rolled back", async () => {
  const sent: string[] = [];
  const aws = answering((operation) => void sent.push(operation));
  const isHeld = async () => !sent.includes("Two");
  const { outcome, events } = await runOn(memoryDisk({ now: systemClock.now }), SMALL, aws, isHeld);
  expect(sent.toSorted()).toEqual(["One", "Two"]);
  expect(outcome).toMatchObject({
    outcome: "interrupted",
    error: { exit: 7, message: expect.stringContaining("The lock on acme was broken by somebody else.") },
  });
  expect(events.map(({ type }) => type)).not.toContain("rollback.started");
});

test("a shared document that stays locked stops the run, resumable, and nothing is rolled back", async () => {
  const disk = memoryDisk({ now: systemClock.now });
  const clock = virtualClock();
  const elsewhere = { ...thisMachine(), host: "elsewhere" };
  const other = openStore("/vendor", { clock: systemClock, random: systemRandom, machine: elsewhere, disk });
  const held = await other.locks.take("s3-bucket-policy/files", "run globex-1");
  const { outcome, events } = await runOn(
    disk,
    SMALL,
    answering(() => undefined),
    async () => true,
    clock,
  );
  expect(outcome).toMatchObject({
    outcome: "interrupted",
    calls: [{ step: "One" }],
    error: {
      code: "LOCKED_BY_RUN",
      exit: 6,
      hint: expect.stringContaining("vendor resume acme --break-lock"),
    },
  });
  expect(events.map(({ type }) => type)).not.toContain("rollback.started");
  if ("lock" in held) await held.lock.release();
});

let bench: Bench;
let dir: string;
beforeAll(async () => {
  bench = await startBench();
  dir = mkdtempSync(join(tmpdir(), "vendor-disasters-"));
});
afterAll(async () => {
  await bench.close();
  rmSync(dir, { recursive: true });
});

test("wherever power goes in a run, the intent of every change that AWS saw is in the journal", async () => {
  const { describe: base, sftp } = bench.local;
  const config = parseConfig(
    `account: "${base.account}"\nregion: ${base.region}\nbucket: ${base.bucket}\nkmsKey: ${base.kmsKeyArn}\ntransferServer: ${base.transferServer}\nsftpEndpoint: ${sftp.host}:${sftp.port}\n`,
    dir,
    "vendor.config.yaml",
  );
  const runbook = loadRunbook("hosted-sftp", { own: [], shipped: SHIPPED }, dir);
  const request = { config, runbook, partner: "acme", owner: "team@example.com", inputs: {} };
  const context = { aws: bench.operator, tool: "vendor-cli/test" };
  const plan = await planOnboard({ ...request, skipTest: "it is not what is tested" }, context);
  const sent: string[] = [];
  const sendCall: Aws["sendCall"] = (service, operation, input) => {
    if (!/^(Describe|Get|Head|List)/.test(operation)) sent.push(`${service} ${operation}`);
    return bench.operator.sendCall(service, operation, input);
  };
  const losses = await afterEveryPowerLoss({
    async work(disk) {
      const { outcome } = await runOn(disk, plan, { ...bench.operator, sendCall });
      expect(outcome.outcome).toBe("done");
    },
    promised: () => [...sent],
    check(disk, seen) {
      const store = storeOn(disk);
      begunBy(store, [RUN]);
      const intents = (readJournal(store, RUN)?.entries ?? []).flatMap((entry) =>
        entry.type === "intent" ? [`${entry.service} ${entry.operation}`] : [],
      );
      for (const call of seen) {
        const index = intents.indexOf(call);
        expect(index, call).not.toBe(-1);
        intents.splice(index, 1);
      }
    },
  });
  expect([sent.length > 4, losses > 300]).toEqual([true, true]);
});
