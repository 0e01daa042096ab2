import { entry } from "./entry.ts";

/** Errors of the store: partner states and locks. */
export const STORE_ERRORS = {
  lockedByRun: entry<{
    what: string;
    run: string;
    holder: string;
    since: string;
    heartbeat: string;
    command: string;
  }>({
    exit: 6,
    stops: true,
    message: (p) => `${p.what} is locked by ${p.run} (${p.holder}), since ${p.since}. ${p.heartbeat}.`,
    hint: (p) => `Wait until it has ended. If you are sure that it never will, break its lock: ${p.command}`,
  }),
  lockLost: entry<{ partner: string }>({
    exit: 6,
    stops: true,
    message: (p) => `The lock on ${p.partner} was broken by somebody else.`,
    hint: (p) => `Look with \`vendor status ${p.partner}\` whether another run is at work, and let it end.`,
  }),
  diskRefused: entry<{ file: string; why: string; remedy: string; code: string }>({
    exit: 3,
    stops: true,
    message: (p) => `${p.file} cannot be written: ${p.why} (${p.code}).`,
    hint: (p) => p.remedy,
  }),
  runUnrecorded: entry<{
    run: string;
    ended: string;
    calls: number;
    what: string;
    why: string;
    remedy: string;
    command: string;
  }>({
    exit: 7,
    message: (p) =>
      `Run ${p.run} ended as "${p.ended}" after ${p.calls} calls, and ${p.what} could not be kept: ${p.why}`,
    hint: (p) =>
      `${p.remedy} Its calls are in the journal of that run. Then have it checked and settled: ${p.command}`,
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
