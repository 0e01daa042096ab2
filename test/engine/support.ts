import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Aws } from "../../src/aws/aws.ts";
import { AwsFailure, type FailureMeaning } from "../../src/aws/failure.ts";
import { readText, systemDisk } from "../../src/core/disk.ts";
import type { Machine } from "../../src/core/env.ts";
import type { Event } from "../../src/core/events.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Step } from "../../src/core/plan.ts";
import type { Clock, Random } from "../../src/core/ports.ts";
import { openBindings } from "../../src/engine/bindings.ts";
import { journalFile, openJournal } from "../../src/engine/journal.ts";
import type { StepsContext } from "../../src/engine/steps.ts";
import type { CallRecord } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/store.ts";

/** How AWS answers one call: an output, or a failure that is thrown. */
export type Reply = (operation: string, input: JsonObject) => unknown;

/** What AWS refuses a call with. */
export function failure(code: string, meaning: FailureMeaning = "other"): AwsFailure {
  return new AwsFailure("iam", "CreateRole", code, `AWS says ${code}`, 400, "REQUEST-1", meaning);
}

/** A clock that jumps to the end of each sleep. */
export function virtualClock(): Clock {
  let now = 1_700_000_000_000;
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
      await Promise.resolve();
    },
  };
}

/** A context for steps whose AWS answers as `reply` says, and what came of it. */
export function stepsBench(reply: Reply, signal: AbortSignal = new AbortController().signal) {
  const folder = mkdtempSync(join(tmpdir(), "vendor-engine-"));
  const clock = virtualClock();
  const random: Random = { bytes: (length) => new Uint8Array(length), float: () => 0.5 };
  const machine: Machine = { pid: 1, host: "here", user: "me", isAlive: () => true };
  const store = openStore(folder, { clock, random, machine, disk: systemDisk });
  const sent: { readonly operation: string; readonly input: JsonObject }[] = [];
  const records: CallRecord[] = [];
  const events: Event[] = [];
  const sendCall: Aws["sendCall"] = async (_service, operation, input) => {
    sent.push({ operation, input });
    return { output: await reply(operation, input), requestId: `R${sent.length}` };
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
  const context: StepsContext = {
    aws,
    clock,
    random,
    sink: { emit: (event) => void events.push(event) },
    signal,
    journal: openJournal(store, "run-1", clock),
    bindings: openBindings(clock, aws.aheadMs),
    patienceMs: 10_000,
    record: (call) => void records.push(call),
    scope: { partition: "aws", account: "123456789012", region: "eu-central-1", partner: "acme", tags: {} },
    resources: {},
    store,
    run: "run-1",
    resumeCommand: "vendor resume acme",
    begun: new Set(),
    confirmLock: async () => undefined,
  };
  const journal = () => readText(systemDisk, journalFile(store, "run-1")) ?? "";
  return { context, sent, records, events, journal, clock };
}

/** A step of one call that is named by its operation. */
export function stepOf(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    resource: id,
    kind: "iam-role",
    title: `step ${id}`,
    action: "create",
    needs: [],
    calls: [{ service: "iam", operation: id, input: {} }],
    ...more,
  };
}
