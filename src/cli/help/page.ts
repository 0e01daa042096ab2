import type { Command, Help, Option } from "commander";
import type { CommandHelp, Example } from "../command.ts";
import { EXIT_CODES } from "../exits.ts";

/** Something that can be typed, and what it means. */
export interface HelpRow {
  readonly term: string;
  readonly description: string;
}

/** Rows under one heading. */
export interface HelpList {
  readonly heading: string;
  readonly rows: readonly HelpRow[];
}

/** All that is to be said about a command, for whoever writes it: a terminal, a page of the docs, a manual. */
export interface HelpPage {
  /** Whole name, e.g. `vendor policy why`. */
  readonly name: string;
  readonly description: string;
  readonly usage: string;
  /** In order: commands by group, arguments, its own options, common options. */
  readonly lists: readonly HelpList[];
  readonly examples: readonly Example[];
  readonly exits: HelpList;
}

/** The heading of the options that every command takes. */
export const COMMON_OPTIONS = "Common options";

const USUAL_EXITS = { 0: EXIT_CODES[0], 1: EXIT_CODES[1], 2: EXIT_CODES[2] };

/** Describes `command`. `said`: what its file says beside its options; the program itself has every exit code. */
export function pageOf(command: Command, helper: Help, said: CommandHelp | undefined): HelpPage {
  const root = command.parent === null;
  const isCommon = ({ long }: Option) => root || long === "--help";
  const rowsOf = (options: readonly Option[]) => options.map((option) => optionRow(option, helper));
  const own = helper.visibleOptions(command);
  const common = helper.visibleGlobalOptions(command).filter(({ long }) => long !== "--version");
  const lists: HelpList[] = [
    ...commandLists(command, helper),
    {
      heading: "Arguments",
      rows: helper
        .visibleArguments(command)
        .map((argument) => ({ term: argument.name(), description: argument.description })),
    },
    { heading: "Options", rows: rowsOf(own.filter((option) => !isCommon(option))) },
    { heading: COMMON_OPTIONS, rows: rowsOf([...common, ...own.filter(isCommon)]) },
  ];
  const exits: Readonly<Record<number, string>> = root ? EXIT_CODES : { ...USUAL_EXITS, ...said?.exits };
  return {
    name: nameOf(command),
    description: command.description(),
    usage:
      command.commands.length > 0 ? `${nameOf(command)} COMMAND [options]` : helper.commandUsage(command),
    lists: lists.filter(({ rows }) => rows.length > 0),
    examples: said?.examples ?? [],
    exits: {
      heading: "Exit codes",
      rows: Object.entries(exits).map(([term, description]) => ({ term, description })),
    },
  };
}

/** The whole name of a command, with those of the commands that it is below. */
export function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function commandLists(command: Command, helper: Help): readonly HelpList[] {
  const groups = new Map<string, HelpRow[]>();
  for (const nested of helper.visibleCommands(command)) {
    const heading = nested.helpGroup() || "Commands";
    const rows = groups.get(heading) ?? [];
    rows.push({ term: nested.name(), description: nested.description() });
    groups.set(heading, rows);
  }
  return [...groups].map(([heading, rows]) => ({ heading, rows }));
}

function optionRow(option: Option, helper: Help): HelpRow {
  const fallback =
    option.required && option.defaultValue !== undefined ? `default ${option.defaultValue}` : "";
  const notes = [option.argChoices?.join(", ") ?? "", fallback].filter((note) => note !== "").join("; ");
  return {
    term: helper.optionTerm(option),
    description: notes === "" ? option.description : `${option.description} (${notes})`,
  };
}
