import { readFileSync } from "node:fs";
import { join } from "node:path";
import { everyProbe } from "../src/access/catalogue/index.ts";
import { REQUIREMENTS } from "../src/access/requirements.ts";

/** The page whose table is made from the catalogue. */
export const ACCESS_TEST_PAGE = "docs/access-test.md";

const BEGIN = "<!-- requirements -->";
const END = "<!-- /requirements -->";
/** What IDs of the same probes by the role for the partner's account begin with. */
const AGAIN = "pull.";

/** The page with its table of requirements and probes as the catalogue has them now. */
export function accessTestPage(root: string): string {
  const page = readFileSync(join(root, ACCESS_TEST_PAGE), "utf8");
  const [before = ""] = page.split(BEGIN);
  const after = page.slice(page.indexOf(END));
  return `${before}${BEGIN}\n${requirementsTable()}\n${after}`;
}

function requirementsTable(): string {
  const probes = everyProbe();
  const rows = Object.entries(REQUIREMENTS).map(([id, words]) => {
    const covering = probes.filter(({ covers }) => covers === id);
    const names = covering.filter((probe) => !probe.id.startsWith(AGAIN)).map((probe) => `\`${probe.id}\``);
    const again = covering.length - names.length;
    const more = again === 0 ? "" : `; ${again} as \`${AGAIN}…\``;
    return `| \`${id}\` | ${words} | ${names.join(" ")}${more} |`;
  });
  return ["| requirement | what is shown | probes |", "|---|---|---|", ...rows].join("\n");
}
