import type { Command, CommanderError } from "commander";
import { type VendorError, vendorError } from "../core/errors.ts";
import { didYouMean, suggest } from "../core/suggest.ts";
import type { Program } from "./program.ts";

/** The command that a command line is about: the last one that it names, from the program on. */
export function commandOf({ command: program }: Program, args: readonly string[]): Command {
  let command = program;
  for (const arg of args) command = command.commands.find((nested) => nested.name() === arg) ?? command;
  return command;
}

/** The name of a command below `vendor`, as errors and results give it; empty for the program itself. */
export function shortName(command: Command): string {
  return command.parent === null ? "" : `${shortName(command.parent)} ${command.name()}`.trim();
}

/** A complaint of the argument parser about `args` as a row of the error table. */
export async function usageError(
  error: CommanderError,
  program: Program,
  args: readonly string[],
): Promise<VendorError> {
  const command = commandOf(program, args);
  const name = shortName(command);
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  if (error.code === "commander.unknownCommand") {
    const suggestion = await commandMeant(named, command, program);
    return vendorError("unknownCommand", { command: named, suggestion, below: name });
  }
  if (error.code === "commander.unknownOption")
    return vendorError("unknownOption", {
      option: named,
      suggestion: suggest(named, flagsOf(command)) ?? "",
      command: name,
    });
  return vendorError("usageInvalid", {
    what: [sentence(error.message), ...choiceMeant(error.message)].join(" "),
    command: name,
  });
}

/** The command that `word` was meant to be: below `command`, or below any other one. */
async function commandMeant(word: string, command: Command, program: Program): Promise<string> {
  const below = command.commands.map((nested) => nested.name());
  const nearest = suggest(word, below);
  if (nearest !== undefined) return `${shortName(command)} ${nearest}`.trim();
  await Promise.all(program.command.commands.map((known) => program.complete(known)));
  const nested = program.command.commands.flatMap((parent) => parent.commands);
  const meant = suggest(
    word,
    nested.map((candidate) => candidate.name()),
  );
  const found = nested.find((candidate) => candidate.name() === meant);
  return found === undefined ? "" : shortName(found);
}

/** Every flag that a command takes, its own and the common ones. */
function flagsOf(command: Command): readonly string[] {
  const own = command.options.flatMap(({ long }) => (long ? [long] : []));
  return [...own, ...(command.parent === null ? ["--help"] : flagsOf(command.parent))];
}

/** Of a value that is none of the choices: the choice that was meant, as a question. */
function choiceMeant(message: string): readonly string[] {
  const [, value = "", choices = ""] =
    /argument '([^']*)' is invalid\. Allowed choices are (.*)\.$/.exec(message) ?? [];
  const meant = suggest(value, choices === "" ? [] : choices.split(", "));
  return meant === undefined ? [] : [didYouMean(meant)];
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, "").trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
}
