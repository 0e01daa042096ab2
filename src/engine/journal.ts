import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../core/json.ts";
import type { Clock } from "../core/ports.ts";

/** What a journal says, in order: `intent` before each mutating call, `result` or `failure` after it. */
export type JournalEntry =
  | {
      readonly type: "begin";
      readonly run: string;
      readonly plan: string;
      readonly command: string;
      readonly partner: string;
    }
  | { readonly type: "phase"; readonly phase: string }
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
  | { readonly type: "end"; readonly outcome: string };

/** The write-ahead log of one run. */
export interface Journal {
  /** On disk when it returns. */
  write(entry: JournalEntry): void;
  close(): void;
}

/** Folder of one run: its plan and its journal. */
export function runFolder(store: string, run: string): string {
  return join(store, "runs", run);
}

/** Opens the journal of a run: one JSON line an entry, each synced to the disk before anything goes on. */
export function openJournal(store: string, run: string, clock: Clock): Journal {
  const folder = runFolder(store, run);
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, "journal.jsonl"), "a", 0o600);
  return {
    write(entry) {
      writeSync(file, `${JSON.stringify({ at: new Date(clock.now()).toISOString(), ...entry })}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
