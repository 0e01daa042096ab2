import type { Command } from "commander";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";

/** Runs the action of a command in a session, and reports what came of it. */
export type Invoke = (command: string, action: (session: Session) => Promise<CommandResult>) => Promise<void>;

/** What a command's file exports. */
export interface CommandModule {
  /** Declares arguments and options, and hands the action to `invoke`. */
  readonly configure: (command: Command, invoke: Invoke) => void;
}
