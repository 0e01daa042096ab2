import type { Phase } from "../../core/plan.ts";
import type { Style } from "./style.ts";
import { hang, plain, wrap } from "./text.ts";

/** Columns that the names of rows and of details take, and where a word stands that is too long behind them. */
const ROW = 12;
const DETAIL = 14;
const OWN_LINE = 6;

/** A named fact, wrapped at words. */
export function row(name: string, text: string, style: Style): string {
  return named(`  ${name}`, text, ROW, style);
}

/** What follows from the row above it. */
export function more(text: string, style: Style): string {
  return row("", text, style);
}

/** A named command, in one line to be copied. */
export function command(name: string, line: string, style: Style): string {
  return `${label(`  ${name}`, ROW, style)} ${plain(line)}`;
}

/** A named fact below a title, wrapped at words. */
export function detail(name: string, text: string, style: Style): string {
  return named(`    ${name}`, text, DETAIL, style);
}

/** One of several things below a title. */
export function item(text: string, style: Style): string {
  return hang("   ", plain(text), style.width, OWN_LINE);
}

/** A command below a title, in one line to be copied. */
export function copied(line: string, style: Style): string {
  return `    ${style.accent(plain(line))}`;
}

/** A word that would be cut behind its name, and would not be in a line of its own, gets that. */
function named(name: string, text: string, indent: number, style: Style): string {
  const longest = Math.max(...text.split(/\s/).map((word) => word.length));
  const fits = longest <= style.width - indent || longest > style.width - OWN_LINE;
  if (name.trim() === "") return wrap(plain(text), style.width, " ".repeat(fits ? indent : OWN_LINE));
  if (fits) return hang(label(name, indent, style), plain(text), style.width, indent);
  return `${label(name, 0, style)}\n${wrap(plain(text), style.width, " ".repeat(OWN_LINE))}`;
}

function label(name: string, indent: number, style: Style): string {
  const margin = name.length - name.trimStart().length;
  if (style.accessible) return `${name}:`;
  const padded = name.trimStart().padEnd(Math.max(0, indent - margin - 1));
  return `${" ".repeat(margin)}${style.dim(padded)}`;
}

/** What the steps of a phase's stage make or change, by name. */
export function titlesOf(phase: Phase, name: string): string[] {
  return phase.stages.flatMap((stage) =>
    stage.type === "steps" && stage.name === name
      ? stage.steps.filter((step) => step.action !== "remove").map((step) => step.title)
      : [],
  );
}
