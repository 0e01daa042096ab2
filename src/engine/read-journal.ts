import { readText } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Store } from "../store/store.ts";
import { JOURNAL_FORMAT, type JournalEntry, journalFile } from "./journal.ts";

/** What a journal tells of a run that has ended, one way or the other. */
export interface PastRun {
  readonly entries: readonly JournalEntry[];
  /** Calls whose answer was never written down: each may have had its effect or not. */
  readonly inFlight: readonly { readonly step: string; readonly operation: string }[];
}

/**
 * Reads the journal of a run that no process writes to any more. A last line that a kill has torn says nothing that was
 * acted upon, since a call is made only after its intent is on the disk: it is cut off.
 * @returns `undefined` where the run never got to write anything
 * @throws VendorError `journalForeign` for another version's journal, `storeBroken` for a damaged one
 */
export function readJournal(store: Store, run: string): PastRun | undefined {
  const file = journalFile(store, run);
  const lines = linesOf(store, file);
  if (lines.length === 0) return undefined;
  const entries = lines.map((line, index) => {
    const entry = parse(line);
    if (entry === undefined) throw vendorError("storeBroken", { file, why: `line ${index + 1} is no entry` });
    return entry;
  });
  const [begin] = entries;
  if (begin?.type !== "begin" || begin.format !== JOURNAL_FORMAT)
    throw vendorError("journalForeign", { run, file, format: JOURNAL_FORMAT });
  return { entries, inFlight: inFlightOf(entries) };
}

/** Whole lines only: what follows the last line break was torn. */
function linesOf({ disk }: Store, file: string): readonly string[] {
  return readText(disk, file)?.split("\n").slice(0, -1) ?? [];
}

function parse(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) && typeof value.type === "string"
      ? (value as unknown as JournalEntry)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A step makes one call after the other: its last entry tells whether it waits for an answer. */
function inFlightOf(entries: readonly JournalEntry[]): PastRun["inFlight"] {
  const last = new Map(entries.flatMap((entry) => ("step" in entry ? [[entry.step, entry] as const] : [])));
  return [...last.values()].flatMap((entry) =>
    entry.type === "intent" ? [{ step: entry.step, operation: entry.operation }] : [],
  );
}
