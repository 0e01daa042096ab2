import type { FitnessLine } from "../../plan/fitness/line.ts";
import type { Style } from "./style.ts";
import { plain, wrap } from "./text.ts";

/** What people call the fields that findings are about. */
const NAMES: Readonly<Record<string, string>> = {
  bucket: "bucket",
  kmsKey: "key",
  transferServer: "Transfer server",
  "sandboxAccount.roleArn": "sandbox role",
  "audit.signWith": "audit key",
};

/** Findings as people read them, part by part: what is in order in one line, then each finding with its fix. */
export function fitnessText(
  lines: readonly FitnessLine[],
  style: Style,
  /** Whether the commands stand below each finding. */
  commands = true,
): string {
  const fields = [...new Set(lines.map(({ field }) => field))];
  return fields
    .flatMap((field) => {
      const about = lines.filter((line) => line.field === field);
      const fine = about.filter(({ level }) => level === "ok").map(({ text }) => text);
      return [
        ...(fine.length === 0
          ? []
          : [`${style.good("✓")} ${inside(`${NAMES[field] ?? field}: ${fine.join(" · ")}`, style)}`]),
        ...about
          .filter(({ level }) => level !== "ok")
          .map((line) => findingText(commands ? line : { ...line, commands: [] }, style)),
      ];
    })
    .join("\n");
}

function findingText({ level, text, fix, commands = [] }: FitnessLine, style: Style): string {
  const warning = style.warn(style.accessible ? "warning:" : "▲");
  return [
    `${level === "error" ? style.bad("✗") : warning} ${inside(text, style)}`,
    ...(fix === undefined ? [] : [style.dim(`  ${inside(fix, style)}`)]),
    // A command that is broken into lines could not be pasted.
    ...commands.map((command) => `  ${style.accent(plain(command))}`),
  ].join("\n");
}

/** Wrapped, each line but the first indented. */
function inside(text: string, style: Style): string {
  return wrap(plain(text), style.width - 4, "  ").trimStart();
}
