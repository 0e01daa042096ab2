import type { Command } from "commander";
import { type HelpPage, nameOf, pageOf } from "../../src/cli/help/page.ts";
import { buildProgram } from "../../src/cli/program.ts";

/** The help of the program, of every command and of each that is below one, in the order of `vendor --help`. */
export async function helpPages(version: string): Promise<readonly HelpPage[]> {
  const program = buildProgram({ env: {}, stdout: process.stdout, version });
  for (const command of program.command.commands) await program.complete(command);
  return everyCommand(program.command).map((command) =>
    pageOf(command, command.createHelp(), program.helpOf(nameOf(command))),
  );
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
