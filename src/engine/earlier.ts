import { sha256Hex } from "../core/canonical.ts";
import { readText } from "../core/disk.ts";
import type { Store } from "../store/store.ts";
import { readPlan } from "./begun.ts";
import { type JournalEntry, journalFile } from "./journal.ts";
import { readJournal } from "./read-journal.ts";
import type { CallRecord, EarlierRun } from "./types.ts";

/**
 * What runs that did not get to their end have done, from their journals, so that every call is in the record of the
 * run that ends what they began.
 * @param runs oldest first; one that never got to write anything is left out
 * @throws VendorError `journalForeign`, `planForeign`, `storeBroken`
 */
export function earlierRuns(store: Store, runs: readonly string[]): readonly EarlierRun[] {
  return runs.flatMap((run) => {
    const past = readJournal(store, run);
    if (past === undefined) return [];
    const measured = past.entries.flatMap((entry) => (entry.type === "measured" ? [entry] : []));
    return [
      {
        run,
        plan: readPlan(store, run),
        journal: `sha256:${sha256Hex(readText(store.disk, journalFile(store, run)) ?? "")}`,
        calls: callsOf(past.entries),
        unanswered: past.inFlight,
        gates: measured.flatMap(({ phase, stage, gates = [] }) =>
          gates.map((gate) => ({ ...gate, phase, stage })),
        ),
        probes: measured.flatMap(({ phase, stage, probes = [] }) =>
          probes.map((probe) => ({ ...probe, phase, stage })),
        ),
      },
    ];
  });
}

/** Calls that were answered: each intent with the result that followed it in its step. */
function callsOf(entries: readonly JournalEntry[]): readonly CallRecord[] {
  const open = new Map<string, Extract<JournalEntry, { type: "intent" }>>();
  return entries.flatMap((entry) => {
    if (entry.type === "intent") open.set(entry.step, entry);
    if (entry.type !== "result") return [];
    const intent = open.get(entry.step);
    if (intent === undefined) return [];
    const { step, service, operation, input } = intent;
    // Each line of a journal has its time in front.
    const { at = "" } = entry as { readonly at?: string };
    return [{ step, service, operation, input, requestId: entry.requestId, at }];
  });
}
