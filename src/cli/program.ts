import { Command } from "commander";
import type { CommandHelp, Invoke } from "./command.ts";
import { COMMANDS, GROUPS } from "./commands.ts";
import { nameOf, pageOf } from "./help/page.ts";
import { helpText } from "./help/text.ts";
import type { Host } from "./host.ts";
import { addCommonOptions, type CommonOptions } from "./options.ts";
import { styleOf } from "./render/style.ts";

/** The program's own examples. */
export const PROGRAM_HELP: CommandHelp = {
  given: "empty",
  examples: [
    {
      why: "try it now: an AWS in this process, no account needed",
      run: "vendor onboard acme --local",
      answers: "--yes",
    },
    { why: "what stands where", run: "vendor status --local" },
    { why: "and take it all back", run: "vendor offboard acme --local", answers: "--yes --confirm acme" },
  ],
};

/** The parser of arguments: all commands with their names and summaries; what is in them waits for {@link complete}. */
export interface Program {
  readonly command: Command;
  /** Declares what is in one of the program's commands, once: its options, arguments, commands and help. */
  complete(command: Command, invoke?: Invoke): Promise<Command>;
  /** What is said about a command, by its whole name, e.g. `vendor policy why`; known once it is complete. */
  helpOf(name: string): CommandHelp | undefined;
}

/** For a program that is looked at and not run. */
const nowhere: Invoke = async () => undefined;

/** Builds the program. Nothing is printed but help and version, on the host's stdout. */
export function buildProgram(host: Pick<Host, "env" | "stdout" | "version">): Program {
  const help = new Map([["vendor", PROGRAM_HELP]]);
  const helpOf = (name: string) => help.get(name);
  const program: Command = new Command("vendor")
    .description(
      "Gives each outside partner its own slice of an AWS account, proves it isolated, and takes it back.",
    )
    .version(host.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      formatHelp: (command, helper) => {
        const page = pageOf(command, helper, helpOf(nameOf(command)));
        const after = command.commands.length > 0 ? moreOf(page.name) : "";
        return helpText(page, styleOf(host.stdout, host.env, program.opts<CommonOptions>()), after);
      },
    })
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: () => undefined,
      // Whether there is colour is the style's to decide.
      getOutHasColors: () => true,
    });
  addCommonOptions(program);
  for (const group of GROUPS)
    for (const { name, summary } of COMMANDS.filter((entry) => entry.group === group))
      program.command(name).description(summary).helpGroup(group);
  return {
    command: program,
    helpOf,
    async complete(command, invoke = nowhere) {
      const entry = COMMANDS.find(({ name }) => command.parent === program && name === command.name());
      const module = await entry?.load();
      if (module === undefined || help.has(nameOf(command))) return command;
      module.configure(command.helpCommand(false), invoke);
      for (const [whole, said] of Object.entries(module.help)) help.set(`vendor ${whole}`, said);
      return command;
    },
  };
}

function moreOf(name: string): string {
  return `\`${name} COMMAND --help\` tells more about a command; \`man vendor\` has it all.`;
}
