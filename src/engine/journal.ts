import { join } from "node:path";
import { makeFolders } from "../core/disk.ts";
import { storeError } from "../core/disk-error.ts";
import type { JsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan.ts";
import type { Clock, LockHolder } from "../core/ports.ts";
import type { GateMeasurement, ProbeResult } from "../core/probe.ts";
import type { Store } from "../store/store.ts";

/** Version of what a journal says. */
export const JOURNAL_FORMAT = "vendor-journal/1";

/** What a journal says, in order: `intent` before each mutating call, `result` or `failure` after it. */
export type JournalEntry =
  | {
      readonly type: "begin";
      readonly format: typeof JOURNAL_FORMAT;
      readonly run: string;
      readonly plan: string;
      readonly command: string;
      readonly partner: string;
      /** Runs that did not get to their end, from which this one goes on. */
      readonly after: readonly string[];
      /** Whose lock was broken so that this run could begin. */
      readonly broke?: LockHolder;
    }
  | { readonly type: "phase"; readonly phase: string }
  | {
      readonly type: "rollback";
      readonly phase: string;
      /** Why: the error's code, and what it said. */
      readonly reason: string;
      readonly message: string;
      readonly hint: string;
    }
  /** Public halves of keys that a step made, by the keys' IDs: what a roll-back knows them by. */
  | {
      readonly type: "generated";
      readonly step: string;
      readonly publicKeys: Readonly<Record<string, string>>;
    }
  | {
      readonly type: "intent";
      readonly step: string;
      readonly service: string;
      readonly operation: string;
      readonly input: string;
    }
  | {
      readonly type: "result";
      readonly step: string;
      readonly operation: string;
      readonly requestId: string;
      readonly captured: JsonObject;
    }
  | {
      readonly type: "failure";
      readonly step: string;
      readonly operation: string;
      readonly code: string;
      readonly requestId: string;
    }
  /** What a stage of gates or probes found. */
  | {
      readonly type: "measured";
      readonly phase: string;
      readonly stage: string;
      readonly gates?: readonly GateMeasurement[];
      readonly probes?: readonly ProbeResult[];
    }
  | { readonly type: "end"; readonly outcome: string };

/** The write-ahead log of one run. */
export interface Journal {
  /** On disk when it returns. */
  write(entry: JournalEntry): void;
}

/** Folder of one run: its plan and its journal. */
export function runFolder({ folder }: Store, run: string): string {
  return join(folder, "runs", run);
}

/** The journal of a run. */
export function journalFile(store: Store, run: string): string {
  return join(runFolder(store, run), "journal.jsonl");
}

/** The plan that a run executes, as it was when it began. */
export function planFile(store: Store, run: string): string {
  return join(runFolder(store, run), "plan.json");
}

/**
 * Opens the journal of a run: one JSON line an entry, each on the disk before anything goes on. Once the disk has refused
 * an entry, all others are refused with the same error: half a line may stand there, and after a failed fsync nobody knows
 * what does.
 */
export function openJournal(store: Store, run: string, clock: Clock): Journal {
  const { disk } = store;
  const file = journalFile(store, run);
  const folder = runFolder(store, run);
  makeFolders(disk, folder);
  let refused: unknown;
  const append = (line: string): void => {
    const isNew = disk.stat(file) === undefined;
    disk.append(file, `${line}\n`);
    disk.sync(file);
    if (isNew) disk.sync(folder);
  };
  return {
    write(entry) {
      if (refused !== undefined) throw refused;
      try {
        append(JSON.stringify({ at: new Date(clock.now()).toISOString(), ...entry }));
      } catch (error) {
        refused = storeError(error, file);
        throw refused;
      }
    },
  };
}

/**
 * Keeps the plan of a run, before its journal begins. Half a plan is nobody's, since only runs whose journal has begun
 * are gone on from: so no draft is needed, which a kill would leave behind.
 */
export function keepPlan(plan: Plan, store: Store, run: string): void {
  const file = planFile(store, run);
  store.disk.write(file, `${JSON.stringify(plan, undefined, 2)}\n`, 0o600);
  store.disk.sync(file);
  store.disk.sync(runFolder(store, run));
}
