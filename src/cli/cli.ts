import { Command, CommanderError } from "commander";
import type { ExitCode } from "../core/errors/entry.ts";
import type { Invoke } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { Host } from "./host.ts";
import { addCommonOptions, type CommonOptions } from "./options.ts";

const EXITS = `
Exit codes: 0 done · 1 unexpected · 2 bad usage or input · 3 refused before any change · 4 access test failed ·
5 a gate's deadline passed · 6 locked by another run · 7 interrupted · 10 with --exit-code: changes pending or findings

Try it without an AWS account: vendor onboard acme --local`;

/**
 * Runs the command line `host.args` and answers the exit code. Never throws.
 * What an action needs is loaded with the action: `vendor --help` waits for the parser alone.
 */
export async function runCli(host: Host): Promise<ExitCode> {
  let exit: ExitCode = 0;
  const program = programOf(host);
  const invoke: Invoke = async (name, action) => {
    const { runAction } = await import("./action.ts");
    exit = await runAction(host, program.opts<CommonOptions>(), name, action);
  };
  program.hook("preSubcommand", async (_program, subcommand) => {
    const entry = COMMANDS.find((command) => command.name === subcommand.name());
    (await entry?.load())?.configure(subcommand, invoke);
    for (const nested of subcommand.commands) quiet(nested, host);
  });
  try {
    await program.parseAsync(argumentsOf(host.args), { from: "user" });
    return exit;
  } catch (thrown) {
    return await failed(host, thrown);
  }
}

function programOf(host: Host): Command {
  const program = new Command("vendor")
    .description(
      "Gives each outside partner its own slice of an AWS account, proves it isolated, and takes it back.",
    )
    .usage("[options] <command>")
    .version(host.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", EXITS);
  addCommonOptions(program);
  quiet(program, host);
  for (const { name, summary } of COMMANDS) quiet(program.command(name).description(summary), host);
  return program;
}

/** The parser prints help on stdout; its complaints come as errors, worded from our table. */
function quiet(command: Command, host: Host): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void host.stdout.write(text),
    writeErr: () => undefined,
    getOutHelpWidth: () => Math.min(100, host.stdout.columns ?? 80),
    getOutHasColors: () => false,
  });
}

/** `vendor help X` is `vendor X --help`; `vendor` alone is `vendor --help`. */
function argumentsOf(args: readonly string[]): string[] {
  if (args.length === 0) return ["--help"];
  return args[0] === "help" ? [...args.slice(1), "--help"] : [...args];
}

async function failed(host: Host, thrown: unknown): Promise<ExitCode> {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
  const { reportUnexpected, reportUsage } = await import("./action.ts");
  const command = host.args.find((arg) => COMMANDS.some(({ name }) => name === arg)) ?? "";
  return thrown instanceof CommanderError
    ? reportUsage(host, thrown, command)
    : reportUnexpected(host, thrown, command);
}
