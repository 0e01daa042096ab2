import { GROUPS } from "../../src/cli/commands.ts";
import { COMMON_OPTIONS, type HelpList, type HelpPage } from "../../src/cli/help/page.ts";
import { wrap } from "../../src/cli/render/text.ts";

/** Where the manual page is; `man` in package.json names it. */
export const MANUAL = "man1/vendor.1";

/** Signs that need escapes make a line longer than its words. */
const LINE = 70;

const ENVIRONMENT: HelpList = {
  heading: "Environment",
  rows: [
    {
      term: "AWS_*",
      description:
        "AWS's own variables for credentials, profile, region and endpoints are honoured, AWS_ENDPOINT_URL and its forms per service included.",
    },
    { term: "NO_COLOR", description: "no colour" },
    { term: "FORCE_COLOR", description: "colour, also where the output is no terminal" },
    { term: "ACCESSIBLE", description: "as --accessible" },
    { term: "CI", description: "nothing is redrawn: plain lines of progress" },
  ],
};

const FILES: HelpList = {
  heading: "Files",
  rows: [
    {
      term: "vendor.config.yaml",
      description:
        "the account that partners get their slice of; looked for in the working folder and above it",
    },
    {
      term: "partners/NAME.yaml",
      description: "what was answered about a partner; it can be reviewed, committed and run again",
    },
    {
      term: ".vendor/",
      description:
        "partners, journals, locks and the audit log, unless the configuration names other folders",
    },
    { term: ".vendor/local/", description: "state of the local AWS of --local" },
  ],
};

/** The manual page, in the language of man(7). */
export function manual([program, ...commands]: readonly HelpPage[], version: string): string {
  if (program === undefined) return "";
  const groups = program.lists.filter(({ heading }) => (GROUPS as readonly string[]).includes(heading));
  const common = program.lists.find(({ heading }) => heading === COMMON_OPTIONS);
  const lines = [
    `.\\" Made by "npm run generate" from the declarations of the commands.`,
    `.TH VENDOR 1 "" "vendor ${roff(version)}" "vendor manual"`,
    ".SH NAME",
    `vendor \\- ${roff("give an outside partner its own slice of an AWS account")}`,
    ".SH SYNOPSIS",
    ...bold(program.usage),
    ".SH DESCRIPTION",
    text(program.description),
    ...groups.flatMap(({ heading, rows }) => [`.SH ${roff(heading.toUpperCase())}`, ...rows.flatMap(tagged)]),
    ...(common === undefined ? [] : section(common)),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ...section({ ...program.exits, heading: "Exit status" }),
    ...section(ENVIRONMENT),
    ...section(FILES),
    ".SH EXAMPLES",
    ...exampleLines(program).slice(1),
    ".SH SEE ALSO",
    ".BR aws (1),",
    ".BR sftp (1),",
    ".BR ssh\\-keygen (1)",
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(page: HelpPage): readonly string[] {
  return [
    `.SS ${roff(page.usage)}`,
    text(`${page.description.charAt(0).toUpperCase()}${page.description.slice(1)}.`),
    ...page.lists
      .filter(({ heading }) => heading !== COMMON_OPTIONS)
      .flatMap(({ rows }) => rows.flatMap(tagged)),
    ...exampleLines(page),
  ];
}

function exampleLines({ examples }: HelpPage): readonly string[] {
  return examples.flatMap(({ why, run }) => [
    ".PP",
    text(`${why}:`),
    ".PP",
    ".RS 4",
    ".EX",
    text(run),
    ".EE",
    ".RE",
  ]);
}

function section({ heading, rows }: HelpList): readonly string[] {
  return [`.SH ${roff(heading.toUpperCase())}`, ...rows.flatMap(tagged)];
}

function tagged({ term, description }: HelpList["rows"][number]): readonly string[] {
  return [".TP", ...bold(term), text(description)];
}

function bold(words: string): readonly string[] {
  return [`\\fB${roff(words)}\\fR`];
}

/** Running text, in lines that an editor shows whole; what would begin a request is kept from it. */
function text(words: string): string {
  return wrap(words, LINE).split("\n").map(literal).join("\n");
}

/** A line as it is. */
function literal(line: string): string {
  return roff(line).replace(/^(?=[.'])/, "\\&");
}

/** Text as roff reads it: a hyphen that can be copied, no escapes, the quotes of a typewriter. */
function roff(words: string): string {
  const named: Readonly<Record<string, string>> = {
    "\\": "\\e",
    "-": "\\-",
    "'": "\\(aq",
    "`": "\\(ga",
    "^": "\\(ha",
    "~": "\\(ti",
    "…": "...",
  };
  return words.replaceAll(/[\\\-'`^~…]/g, (sign) => named[sign] ?? sign);
}
