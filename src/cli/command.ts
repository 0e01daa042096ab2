import type { Command } from "commander";
import type { ExitCode } from "../core/errors/entry.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";

/** Runs the action of a command in a session, and reports what came of it. */
export type Invoke = (command: string, action: (session: Session) => Promise<CommandResult>) => Promise<void>;

/**
 * What the folder must hold for a command's examples to work as they stand:
 * `empty`: nothing · `account`: credentials of an account, and no configuration · `configured`: a configuration, and partner files of acme and globex · `live`: both are onboarded as
 * well · `interrupted`: the onboarding of acme was killed half-way · `offboarded`: acme has come and gone.
 */
export type Situation = "empty" | "account" | "configured" | "live" | "interrupted" | "offboarded";

/** One command line that works as it stands. */
export interface Example {
  /** What it does, in a few words. */
  readonly why: string;
  /** As it is typed, `vendor` included. It may be a pipe of several programs. */
  readonly run: string;
  /** Flags that answer what it asks in a terminal, for where nobody can be asked. */
  readonly answers?: string;
  /** What it exits with; default 0. */
  readonly exit?: ExitCode;
  /** Its output is short and worth showing: docs/commands.md does. */
  readonly shown?: true;
}

/** What the help of a command says beside its options. */
export interface CommandHelp {
  /** Each is run by a test, in order, in one folder. */
  readonly examples: readonly Example[];
  /** Default `live`. */
  readonly given?: Situation;
  /** The exit codes that matter to its callers, beyond 0 (done), 1 (unexpected) and 2 (bad usage or input). */
  readonly exits?: Exits;
}

/** What exit codes of one command mean. */
export type Exits = Readonly<Partial<Record<ExitCode, string>>>;

/** What a command's file exports. */
export interface CommandModule {
  /** Declares arguments and options, and hands the action to `invoke`. */
  readonly configure: (command: Command, invoke: Invoke) => void;
  /** By the command's whole name, e.g. `policy why`: the help of the command and of each that is below it. */
  readonly help: Readonly<Record<string, CommandHelp>>;
}
