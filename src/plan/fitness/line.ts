import type { Problem } from "../../core/errors.ts";

/** How a finding weighs: `error` keeps partners from being onboarded, `warning` should be known. */
export type FitnessLevel = "ok" | "warning" | "error";

/** What was found of one part of the base: one line for people. */
export interface FitnessLine {
  readonly level: FitnessLevel;
  /** The field of the configuration that it is about, e.g. `bucket`. */
  readonly field: string;
  /** What is wrong, as a sentence; what is in order, in a few words. */
  readonly text: string;
  /** What to do about it, as one sentence. */
  readonly fix?: string;
  /** AWS CLI commands that do it, in order. */
  readonly commands?: readonly string[];
}

/** Says what is in order. */
export function ok(field: string, text: string): FitnessLine {
  return { level: "ok", field, text };
}

/** Says what is wrong, and how it is mended. */
export function error(field: string, text: string, fix: string, ...commands: readonly string[]): FitnessLine {
  return { level: "error", field, text, fix, ...(commands.length === 0 ? {} : { commands }) };
}

/** Says what should be known, and how it is mended. */
export function warning(
  field: string,
  text: string,
  fix: string,
  ...commands: readonly string[]
): FitnessLine {
  return { level: "warning", field, text, fix, ...(commands.length === 0 ? {} : { commands }) };
}

/** Says of each IAM action that was refused that something could not be checked. */
export function unchecked(field: string, unread: readonly string[]): readonly FitnessLine[] {
  return unread.map((action) =>
    warning(
      field,
      `Not everything could be checked: you lack ${action}.`,
      `Allow ${action}, or let somebody look who may.`,
    ),
  );
}

/** Lines of one level. */
export function linesOf(lines: readonly FitnessLine[], level: FitnessLevel): readonly FitnessLine[] {
  return lines.filter((line) => line.level === level);
}

/** A finding as an error lists it. */
export function toProblem({ field, text: message, fix, commands = [] }: FitnessLine): Problem {
  const hint = [fix, ...commands].filter((part) => part !== undefined).join("\n");
  return { field, message, ...(hint === "" ? {} : { hint }) };
}
