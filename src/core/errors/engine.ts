import { entry } from "./entry.ts";

/** Errors of a run. */
export const ENGINE_ERRORS = {
  interrupted: entry<{ run: string; command: string }>({
    exit: 7,
    message: (p) => `Interrupted. Run ${p.run} is journaled and can go on.`,
    hint: (p) => `Go on with: ${p.command}`,
  }),
  runStopped: entry<{ run: string; command: string; why: string; remedy: string }>({
    exit: 7,
    message: (p) => `${p.why} Run ${p.run} stops here; it is journaled and can go on.`,
    hint: (p) => `${p.remedy} Then go on with: ${p.command}`,
  }),
  notGone: entry<{ subject: string; resources: string }>({
    exit: 5,
    message: (p) => `${p.subject} should be gone, and this still exists: ${p.resources}.`,
    hint: () => "Run the same command again: it removes what is left. Nothing of it gives access any more.",
  }),
  journalForeign: entry<{ run: string; file: string; format: string }>({
    exit: 3,
    message: (p) =>
      `The journal of run ${p.run} is not of the format ${p.format}: another version of vendor wrote it.`,
    hint: (p) => `Finish that run with the version that began it. It is ${p.file}.`,
  }),
  planForeign: entry<{ run: string; file: string; folder: string }>({
    exit: 3,
    message: (p) =>
      `${p.file} is not the plan that run ${p.run} began with: its digest is not the one in the run's journal.`,
    hint: (p) =>
      `Put that file back from a copy. Where there is none, move ${p.folder} away: what exists is then planned from AWS, but what that run changed is not brought back by a roll-back, and no audit record will have its calls.`,
  }),
} as const;
