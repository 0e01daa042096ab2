import type { ExitCode } from "../core/errors/entry.ts";
import type { VendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Aftermath } from "./render/aftermath.ts";

/** Exit code of whatever a stop signal ended. */
export const INTERRUPTED = 7;

/** What came of a command: told to people as `text`, to programs as an event. */
export interface CommandResult {
  /** One word, e.g. `done`, `planned`, `rolled-back`. */
  readonly outcome: string;
  readonly partner?: string;
  readonly run?: string;
  /** What goes to stdout for people. */
  readonly text?: string;
  /** Further members of the result event. */
  readonly data?: JsonObject;
  /** Why it is not done. */
  readonly error?: VendorError;
  /** What the run that failed leaves behind, for people; programs have it in `data`. */
  readonly aftermath?: Aftermath;
  /** Default: the error's exit code, else 0. */
  readonly exit?: ExitCode;
}

/** How the process exits after `result`. */
export function exitOf(result: CommandResult): ExitCode {
  return result.exit ?? result.error?.exit ?? 0;
}
