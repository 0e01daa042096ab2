import { entry } from "./entry.ts";

/** Errors of the store: partner states and locks. */
export const STORE_ERRORS = {
  lockedByRun: entry<{ what: string; run: string; holder: string; since: string; file: string }>({
    exit: 6,
    message: (p) => `${p.what} is locked by ${p.run} (${p.holder}), since ${p.since}.`,
    hint: (p) => `Wait until it has ended. If its machine is gone for good, remove ${p.file}.`,
  }),
  partnerMoved: entry<{ partner: string; run: string }>({
    exit: 6,
    message: (p) =>
      `While this was planned, ${p.run} changed ${p.partner}: what would run now is another plan.`,
    hint: () => "Run the same command again: it plans from what is there now.",
  }),
  storeBroken: entry<{ file: string; why: string }>({
    exit: 1,
    message: (p) => `${p.file} is not what vendor wrote there: ${p.why}.`,
    hint: () => "Restore it from a copy, or remove it: live state is read from AWS, not from this file.",
  }),
} as const;
