import type { ExitCode } from "../core/errors/entry.ts";
import type { Exits } from "./command.ts";

/** What each exit code means, whatever the command. */
export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  0: "done",
  1: "unexpected",
  2: "bad usage or input; nothing was called",
  3: "refused before any change",
  4: "the access test failed; rolled back",
  5: "a gate's deadline passed; rolled back or resumable, as the message says",
  6: "locked by another run",
  7: "interrupted; `vendor resume` continues",
  10: "changes pending, drift or findings",
};

/** The codes that a run can end with. */
export const RUN_EXITS: Exits = {
  3: EXIT_CODES[3],
  4: EXIT_CODES[4],
  5: EXIT_CODES[5],
  6: EXIT_CODES[6],
  7: EXIT_CODES[7],
};
