import type { CommanderError } from "commander";
import type { ExitCode } from "../core/errors/entry.ts";
import type { VendorError } from "../core/errors.ts";
import { toKnownError } from "./failure.ts";
import type { Host } from "./host.ts";
import type { CommonOptions } from "./options.ts";
import type { Program } from "./program.ts";
import { type CommandResult, exitOf } from "./result.ts";
import { openSession, report, type Session } from "./session.ts";
import { commandOf, shortName, usageError } from "./usage.ts";

/** What a command does once its arguments are known. */
export type Action = (session: Session) => Promise<CommandResult>;

/** Runs a command's action in a session, reports what came of it, and answers the exit code. Never throws. */
export async function runAction(
  host: Host,
  options: CommonOptions,
  command: string,
  action: Action,
): Promise<ExitCode> {
  const session = openSession(host, options, command);
  const result = await attempt(session, action);
  session.stops.close();
  report(session, result);
  await session.followers.settled();
  return exitOf(result);
}

async function attempt(session: Session, action: Action): Promise<CommandResult> {
  try {
    return await action(session);
  } catch (thrown) {
    return { outcome: "failed", error: toKnownError(thrown) };
  }
}

/** Reports a command line that the parser refused. */
export async function reportUsage(host: Host, thrown: CommanderError, program: Program): Promise<ExitCode> {
  return reportWithoutParser(host, await usageError(thrown, program, host.args), program);
}

/** Reports whatever else went wrong before an action could begin. */
export function reportUnexpected(host: Host, thrown: unknown, program: Program): ExitCode {
  return reportWithoutParser(host, toKnownError(thrown), program);
}

/** A command line that could not be parsed still says how it wants to be answered. */
function reportWithoutParser(host: Host, error: VendorError, program: Program): ExitCode {
  const given = (flag: string) => host.args.includes(flag);
  const session = openSession(
    host,
    {
      json: given("--json"),
      debug: given("--debug"),
      color: !given("--no-color"),
      accessible: given("--accessible"),
      input: false,
    },
    shortName(commandOf(program, host.args)),
  );
  session.stops.close();
  report(session, { outcome: "failed", error });
  return error.exit;
}
