import { recallError, type VendorError } from "../core/errors.ts";
import type { Store } from "../store/store.ts";
import type { JournalEntry } from "./journal.ts";
import { readJournal } from "./read-journal.ts";

/** A roll-back that did not get to its end. */
export interface OpenRollBack {
  /** The run that was rolling back. */
  readonly run: string;
  readonly phase: string;
  /** Code of the error that led to it, and what it said. */
  readonly reason: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * The roll-back that the last of `runs` was in when it ended, if it had begun one and not finished it.
 * @param runs runs that did not get to their end, oldest first
 * @throws VendorError `journalForeign`, `storeBroken`
 */
export function openRollBack(store: Store, runs: readonly string[]): OpenRollBack | undefined {
  for (const run of runs.toReversed()) {
    const entries = readJournal(store, run)?.entries ?? [];
    if (entries.some((entry) => entry.type === "end" && entry.outcome === "rolled-back")) return undefined;
    const found = entries.find((entry) => entry.type === "rollback");
    if (found !== undefined) return openOf(run, found);
    if (entries.some(({ type }) => type === "phase")) return undefined;
  }
  return undefined;
}

function openOf(run: string, entry: Extract<JournalEntry, { type: "rollback" }>): OpenRollBack {
  const { phase, reason, message, hint } = entry;
  return { run, phase, reason, message, hint };
}

/** The error that led to a roll-back, as it was. */
export function recalledError({ reason, message, hint }: OpenRollBack): VendorError {
  return recallError(reason, message, hint);
}
