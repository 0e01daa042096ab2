import type { Command, Option } from "commander";
import type { Program } from "../program.ts";

/** What was typed before the word that is to be completed. */
export interface Line {
  readonly command: Command;
  /** How many arguments it has been given. */
  readonly operands: number;
  /** The option that waits for its value. */
  readonly open: Option | undefined;
  /** Values of the options that were given, by their long flags; empty for those that take none. */
  readonly given: ReadonlyMap<string, string>;
}

/** Reads the words of an unfinished command line as its parser will, as far as they make sense. */
export async function readLine(program: Program, words: readonly string[]): Promise<Line> {
  let command = program.command;
  let operands = 0;
  let open: Option | undefined;
  const given = new Map<string, string>();
  for (const word of words) {
    if (open !== undefined) {
      given.set(open.long ?? "", word);
      open = undefined;
    } else if (word.startsWith("-")) {
      const [flag = "", value] = word.split("=", 2);
      const option = optionsOf(command).find(({ long, short }) => flag === long || flag === short);
      if (option?.long) given.set(option.long, value ?? "");
      if (option?.required && value === undefined) open = option;
    } else {
      const nested = command.commands.find((known) => known.name() === word);
      if (nested === undefined) operands += 1;
      else command = await program.complete(nested);
    }
  }
  return { command, operands, open, given };
}

/** Every option that a command takes, the common ones included. */
export function optionsOf(command: Command): readonly Option[] {
  return [...command.options, ...(command.parent === null ? [] : optionsOf(command.parent))];
}
