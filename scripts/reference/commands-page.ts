import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RootContent } from "mdast";
import { COMMON_OPTIONS, type HelpList, type HelpPage } from "../../src/cli/help/page.ts";
import { markdownOf } from "../../src/cli/page/markdown.ts";
import { code, page, paragraph, section, tableOf, worded } from "../../src/cli/page/tree.ts";

/** Where the reference of the commands is. */
export const COMMANDS_PAGE = "docs/commands.md";
/** Where a test keeps what examples print. */
const OUTPUT = "docs/commands";

/** `docs/commands.md`: every command with its usage, options, examples, what one of them prints, and exit codes. */
export function commandsPage(root: string, pages: readonly HelpPage[]): string {
  const [program, ...commands] = pages;
  if (program === undefined) return "";
  const intro = paragraph(
    ...worded(
      "Made from the declarations that `vendor COMMAND --help` and `man vendor` are made from, by `npm run generate`. Every example is run by a test, as it stands.",
    ),
  );
  const common = program.lists.filter(({ heading }) => heading === COMMON_OPTIONS);
  const groups = program.lists.filter(({ heading }) => heading !== COMMON_OPTIONS);
  return markdownOf(
    page(
      "Commands",
      [intro],
      section("All commands", ...groups.flatMap(listed)),
      section(COMMON_OPTIONS, ...common.map(table)),
      section("Exit codes", table(program.exits)),
      ...commands.map((command) => commandSection(root, command)),
    ),
  );
}

function commandSection(root: string, { name, description, usage, lists, examples, exits }: HelpPage) {
  const shown = examples.find((example) => example.shown);
  const output = join(root, OUTPUT, `${name.split(" ").slice(1).join("-")}.txt`);
  return section(
    name,
    paragraph(...worded(`${description.charAt(0).toUpperCase()}${description.slice(1)}.`)),
    code("text", usage),
    ...lists.filter(({ heading }) => heading !== COMMON_OPTIONS).flatMap(listed),
    ...(examples.length === 0
      ? []
      : [code("sh", examples.map(({ why, run }) => `# ${why}\n${run}`).join("\n\n"))]),
    ...(shown === undefined
      ? []
      : [paragraph({ code: shown.run }, " prints:"), code("text", readFileSync(output, "utf8").trimEnd())]),
    table(exits),
  );
}

function listed(list: HelpList): readonly RootContent[] {
  return [{ type: "heading", depth: 3, children: [{ type: "text", value: list.heading }] }, table(list)];
}

function table({ heading, rows }: HelpList): RootContent {
  return tableOf(
    [heading === "Exit codes" ? "exit code" : "", "meaning"],
    rows.map(({ term, description }) => [{ code: term }, worded(description)]),
  );
}
