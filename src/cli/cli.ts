import { type Command, CommanderError } from "commander";
import type { ExitCode } from "../core/errors/entry.ts";
import type { Invoke } from "./command.ts";
import type { Host } from "./host.ts";
import type { CommonOptions } from "./options.ts";
import { buildProgram, type Program } from "./program.ts";

/** The hidden command that the scripts of `vendor completion` ask; `--` and the typed words follow it. */
const ASK = "__complete";

/**
 * Runs the command line `host.args` and answers the exit code. Never throws.
 * What an action needs is loaded with the action: `vendor --help` waits for the parser alone.
 */
export async function runCli(host: Host): Promise<ExitCode> {
  if (host.args[0] === ASK) return answered(host);
  let exit: ExitCode = 0;
  const program = buildProgram(host);
  const { command } = program;
  const invoke: Invoke = async (name, action) => {
    const { runAction } = await import("./action.ts");
    exit = await runAction(host, command.opts<CommonOptions>(), name, action);
  };
  command.hook("preSubcommand", async (_program, subcommand) => {
    await program.complete(subcommand, invoke);
    // The parser has put into `args` what it has not taken yet: the command's name comes first.
    checkNested(subcommand, command.args.slice(1));
  });
  try {
    const args = argumentsOf(host.args);
    checkNested(command, command.parseOptions(args).operands);
    await command.parseAsync(args, { from: "user" });
    return exit;
  } catch (thrown) {
    return await failed(host, thrown, program);
  }
}

/** A shell asks how a line could go on. */
async function answered(host: Host): Promise<ExitCode> {
  const { answerShell } = await import("./completion/answer.ts");
  await answerShell(host, buildProgram(host), host.args.slice(2));
  return 0;
}

/** `vendor help X` is `vendor X --help`; `vendor` alone is `vendor --help`. */
function argumentsOf(args: readonly string[]): string[] {
  if (args.length === 0) return ["--help"];
  return args[0] === "help" ? [...args.slice(1), "--help"] : [...args];
}

/**
 * A command that is only the name of several others: alone it prints its help; with the name of none of them it is
 * refused, also where help is asked for.
 * @throws CommanderError
 */
function checkNested(command: Command, [word]: readonly string[]): void {
  if (command.commands.length === 0) return;
  if (word === undefined && command.parent !== null) command.help();
  if (word === undefined || word.startsWith("-")) return;
  if (!command.commands.some((nested) => nested.name() === word))
    throw new CommanderError(2, "commander.unknownCommand", `unknown command '${word}'`);
}

async function failed(host: Host, thrown: unknown, program: Program): Promise<ExitCode> {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
  const { reportUnexpected, reportUsage } = await import("./action.ts");
  return thrown instanceof CommanderError
    ? reportUsage(host, thrown, program)
    : reportUnexpected(host, thrown, program);
}
