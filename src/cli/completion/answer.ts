import type { Argument, Command } from "commander";
import type { Host } from "../host.ts";
import type { Program } from "../program.ts";
import { type Line, optionsOf, readLine } from "./line.ts";
import { FILES } from "./scripts.ts";
import { type Candidate, valuesOf } from "./values.ts";

/**
 * Answers a shell that asks how a command line could go on: candidates for its last word, one a line, each with its
 * meaning after a tab. It calls nothing outside this machine, and says nothing where something is amiss.
 * @param words what was typed after `vendor`; the last word up to the cursor
 */
export async function answerShell(host: Host, program: Program, words: readonly string[]): Promise<void> {
  let lines: readonly string[];
  try {
    lines = await candidates(host, program, words);
  } catch {
    // Whoever types sees no completion, which is all that may be seen: the line is not finished.
    lines = [];
  }
  if (lines.length > 0) host.stdout.write(`${lines.join("\n")}\n`);
}

async function candidates(
  host: Host,
  program: Program,
  words: readonly string[],
): Promise<readonly string[]> {
  const last = words.at(-1) ?? "";
  // `vendor help X` goes on as `vendor X` does.
  const line = await readLine(program, words.slice(words[0] === "help" ? 1 : 0, -1));
  if (line.open !== undefined) return shown(await valuesOf(host, line, line.open), last);
  const assigned = /^(--[\w-]+)=/.exec(last);
  if (assigned !== null) return shown(await assignments(host, line, assigned[1] ?? ""), last);
  if (last.startsWith("-")) return shown(flags(line), last);
  if (line.command.commands.length > 0) return shown(commands(line.command), last);
  const argument = argumentAt(line);
  return argument === undefined ? [] : shown(await valuesOf(host, line, argument), last);
}

/** `--flag=value`, in one word. */
async function assignments(host: Host, line: Line, flag: string): Promise<readonly Candidate[]> {
  const option = optionsOf(line.command).find(({ long }) => long === flag);
  const values = option === undefined ? [] : await valuesOf(host, line, option);
  return values === FILES ? [] : values.map(([value, ...rest]) => [`${flag}=${value}`, ...rest]);
}

/** Flags that can still be given: some more than once. */
function flags({ command, given }: Line): readonly Candidate[] {
  return optionsOf(command)
    .filter(({ long, hidden, parseArg }) => !hidden && (!given.has(long ?? "") || parseArg !== undefined))
    .map(({ long, description }) => [long ?? "", description]);
}

function commands(command: Command): readonly Candidate[] {
  const nested = command.commands.map((known): Candidate => [known.name(), known.description()]);
  return command.parent === null ? [...nested, ["help", "print help"]] : nested;
}

function argumentAt({ command, operands }: Line): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[operands] ?? (last?.variadic === true ? last : undefined);
}

function shown(values: readonly Candidate[] | typeof FILES, last: string): readonly string[] {
  if (values === FILES) return [FILES];
  return values
    .filter(([value]) => value.startsWith(last))
    .map(([value, meaning = ""]) => `${value}\t${meaning.replaceAll(/\s+/g, " ")}`);
}
