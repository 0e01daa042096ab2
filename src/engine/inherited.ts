import { readText } from "../core/disk.ts";
import type { Plan } from "../core/plan.ts";
import type { Store } from "../store/store.ts";
import { planFile } from "./journal.ts";
import { readJournal } from "./read-journal.ts";

/**
 * IDs of the steps by which runs that did not get to their end had begun to create or adopt something. A run that goes on from
 * them answers for it as for its own: if it is rolled back, that is taken back as well.
 * @param runs oldest first
 * @throws VendorError `journalForeign`, `storeBroken`
 */
export function inheritedSteps(store: Store, runs: readonly string[]): ReadonlySet<string> {
  const inherited = new Set<string>();
  for (const run of runs) {
    const past = readJournal(store, run);
    if (past === undefined) continue;
    const creating = creatingSteps(store, run);
    for (const entry of past.entries) {
      if (entry.type === "intent" && creating.has(entry.step)) inherited.add(entry.step);
      // Its roll-back took back what it had inherited, too.
      if (entry.type === "end" && entry.outcome === "rolled-back") inherited.clear();
    }
  }
  return inherited;
}

/** The plan is on the disk before the journal begins. */
function creatingSteps(store: Store, run: string): ReadonlySet<string> {
  const { phases } = JSON.parse(readText(store.disk, planFile(store, run)) ?? "") as Plan;
  const steps = phases.flatMap(({ stages }) =>
    stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : [])),
  );
  return new Set(steps.filter(({ action }) => action === "create" || action === "adopt").map(({ id }) => id));
}
