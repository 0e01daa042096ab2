import type { Root, RootContent } from "mdast";
import { htmlOf } from "../page/html.ts";
import { markdownOf } from "../page/markdown.ts";
import { list, page, paragraph, section } from "../page/tree.ts";
import { counted } from "../render/text.ts";
import type { PackFacts, PackFile, Tested } from "./facts.ts";
import { wayText } from "./ways.ts";

/** The files of a pack, by path: what is in them follows from the facts alone. */
export function packFiles(facts: PackFacts): readonly PackFile[] {
  const ways = Object.entries(facts.handover).map(([folder, part]) => wayText(folder, part, facts));
  const files = ways.flatMap((way) => way.files);
  const readme = readmeOf(
    facts,
    ways.flatMap((way) => way.content),
    files,
  );
  return [
    { path: "README.html", text: htmlOf(readme, titleOf(facts)) },
    { path: "README.md", text: markdownOf(readme) },
    ...files,
  ].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function titleOf({ partner }: PackFacts): string {
  return `How ${partner} connects`;
}

function readmeOf(facts: PackFacts, ways: readonly RootContent[], files: readonly PackFile[]): Root {
  const { owner, account, region, runbook, tested, livedUntested } = facts;
  return page(
    titleOf(facts),
    [
      paragraph(
        `For whoever sets up the other side. The connection is of the kind "${runbook.title}", to AWS account ${account} in ${region}.`,
      ),
      paragraph("Nothing in this pack is secret: no private key, no password, no token."),
    ],
    ways,
    section(
      "Whom to ask",
      paragraph(`${owner}. Also when a key may have been seen by somebody, at any hour.`),
    ),
    section(
      "Whether it was tested",
      paragraph([testedText(tested), ...livedUntested.map((text) => `This access was ${text}.`)].join(" ")),
    ),
    section(
      "How long it lasts",
      paragraph("No end date is set. It ends when either side asks for it, and is then proven to be closed."),
    ),
    files.length === 0
      ? []
      : section("What is in this pack", list(files.map(({ path }) => [{ code: path }]))),
  );
}

function testedText(tested: Tested): string {
  switch (tested.verdict) {
    case "passed":
      return `Yes, on ${tested.at.slice(0, 10)}: ${counted(tested.mayPass, "attempt")} that had to be let in, ${counted(tested.attempts - tested.mayPass, "attempt")} that had to be refused, and each was (audit record ${tested.seq}).`;
    case "untested":
      return `No: this access is untested since ${tested.since.slice(0, 10)}. The reason on record: ${tested.reason}`;
    case "unknown":
      return "There is no record of a test where this pack was made.";
  }
}
