import type { Example } from "../command.ts";
import type { Style } from "../render/style.ts";
import { wrap } from "../render/text.ts";
import type { HelpList, HelpPage, HelpRow } from "./page.ts";

/** From this width on, terms and descriptions stand side by side. */
const TWO_COLUMNS = 72;
/** A term longer than this has its description below it. */
const WIDEST_TERM = 26;

/** A command's help as people read it in a terminal. It ends with `after`, if that is not empty. */
export function helpText(page: HelpPage, style: Style, after = ""): string {
  const sections = [
    wrap(sentence(page.description), style.width),
    `${style.bold("Usage")}  ${page.usage}`,
    ...page.lists.map((list) => listText(list, style)),
    ...(page.examples.length === 0 ? [] : [examplesText(page.examples, style)]),
    listText(page.exits, style),
    ...(after === "" ? [] : [wrap(after, style.width)]),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** As it stands alone: what is one of several in a list begins small and has no full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function listText({ heading, rows }: HelpList, style: Style): string {
  const longest = Math.max(...rows.map(({ term }) => term.length).filter((length) => length <= WIDEST_TERM));
  return [style.bold(heading), ...rows.map((row) => rowText(row, longest, style))].join("\n");
}

function rowText({ term, description }: HelpRow, longest: number, { width }: Style): string {
  const start = 2 + longest + 2;
  const beside = term.length <= longest && (width >= TWO_COLUMNS || start <= width / 3);
  if (!beside) return `  ${term}\n${wrap(description, width, "      ")}`;
  return `  ${term.padEnd(longest)}  ${wrap(description, width, " ".repeat(start)).trimStart()}`;
}

function examplesText(examples: readonly Example[], style: Style): string {
  const blocks = examples.map(({ why, run }) => {
    const said = wrap(why, style.width, "  # ");
    return `${said.split("\n").map(style.dim).join("\n")}\n${commandText(run, style.width)}`;
  });
  return `${style.bold("Examples")}\n${blocks.join("\n\n")}`;
}

/** A word of a shell, whatever is quoted in it; a flag together with its value. */
const WORD = /(?:--[\w-]+ (?!-|&&|\|))?(?:[^\s"']|"[^"]*"|'[^']*')+/g;

/** A command line in as many lines as it needs, so that it can be copied as it stands. */
function commandText(run: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const part of run.match(WORD) ?? []) {
    if (line !== "" && 2 + line.length + 1 + part.length + 2 > width) {
      lines.push(`${line} \\`);
      line = `  ${part}`;
    } else line = line === "" ? part : `${line} ${part}`;
  }
  return [...lines, line].map((text) => `  ${text}`).join("\n");
}
