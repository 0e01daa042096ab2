import { isJsonObject, type Json } from "../../core/json.ts";
import { plain } from "./text.ts";

/** A member whose value may stand on a line of its own: its indent, its name, its value. */
const MEMBER = /^( *)("(?:[^"\\]|\\.)*":) (.+)$/;

/**
 * A value as indented lines of JSON. Where a line would be wider than `width`, a value stands below its name: nothing is
 * cut and the lines together stay the same JSON. A single value that is wider is left to the terminal to wrap, which
 * lets it be copied whole.
 */
export function jsonLines(value: Json, width: number, indent: string): string[] {
  return plain(JSON.stringify(unwrapped(value), undefined, 2))
    .split("\n")
    .flatMap((line) => {
      const [, deep = "", name, rest] = MEMBER.exec(line) ?? [];
      if (indent.length + line.length <= width || name === undefined || rest === undefined)
        return [`${indent}${line}`];
      return [`${indent}${deep}${name}`, `${indent}${deep}  ${rest}`];
    });
}

/** Documents are shown as what they are, not as the text that is sent. */
export function unwrapped(value: Json): Json {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isJsonObject(value)) return value;
  if (value.$json !== undefined) return value.$json;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unwrapped(member)]));
}
