import type { Keys } from "./context.ts";
import { matchText, matchTokens, type Token, tokensOf } from "./match.ts";

/** What a document's texts are read with. */
export interface Reading {
  /** The document's version: variables exist in `2012-10-17` only; an absent one means `2008-10-17`. */
  readonly version: string | undefined;
  readonly keys: Keys;
}

const VARIABLE = /\$\{([^}]*)\}/g;
const WITH_DEFAULT = /^([^,]*?)\s*,\s*'([^']*)'\s*$/;

/** Whether a text holds a policy variable. */
export function hasVariable(text: string): boolean {
  return text.search(VARIABLE) >= 0;
}

/**
 * A pattern with its variables filled in. Filled-in values are literal: a `*` in a user's name is no wildcard.
 * @returns undefined where a variable has no value, several values, and no default: such a text matches nothing
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expandPattern(text: string, reading: Reading): readonly Token[] | undefined {
  return expand(text, reading, tokensOf, (value) => Array.from(value));
}

/** A text without wildcards with its variables filled in; undefined as in {@link expandPattern}. */
export function expandText(text: string, reading: Reading): string | undefined {
  if (!isFilledIn(text, reading)) return text;
  return expand(text, reading, Array.from<string>, (value) => [value])?.join("");
}

/** Whether a text with wildcards covers a whole given one; false where a variable has no value. */
export function matchPattern(text: string, reading: Reading, given: string): boolean {
  if (!isFilledIn(text, reading)) return matchText(text, given);
  const pattern = expandPattern(text, reading);
  return pattern !== undefined && matchTokens(pattern, given);
}

/** Whether what looks like variables in a text is filled in. */
export function isFilledIn(text: string, { version }: Reading): boolean {
  return version === "2012-10-17" && text.includes("${");
}

function expand<T>(
  text: string,
  reading: Reading,
  written: (part: string) => T[],
  filled: (value: string) => T[],
): T[] | undefined {
  if (!isFilledIn(text, reading)) return written(text);
  const parts: T[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const value = fillIn(match[1] ?? "", reading.keys);
    if (value === undefined) return undefined;
    parts.push(...written(text.slice(from, match.index)), ...filled(value));
    from = match.index + match[0].length;
  }
  return [...parts, ...written(text.slice(from))];
}

function fillIn(variable: string, keys: Keys): string | undefined {
  if (variable === "*" || variable === "?" || variable === "$") return variable;
  const [, name = variable, fallback] = WITH_DEFAULT.exec(variable) ?? [];
  const values = keys.get(name.trim().toLowerCase());
  return values?.length === 1 ? values[0] : fallback;
}
