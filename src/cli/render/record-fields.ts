import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Style } from "./style.ts";
import { plain } from "./text.ts";

/** A member of a record as text. Everything in a record was written by whoever wrote the file: it is shown as plain text only. */
export function shown(value: Json | undefined): string {
  return plain(typeof value === "string" ? value : value === undefined ? "-" : JSON.stringify(value));
}

/** The objects of a list, whatever else is in it; none where it is no list. */
export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The member `name` of what may be an object. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

/** Names and values as two columns. */
export function factLines(facts: readonly (readonly [string, string])[], style: Style): string[] {
  const widest = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `  ${style.dim(name.padEnd(widest))}  ${value}`);
}

/** A list under its title with its count; nothing where it is empty. */
export function listLines(
  title: string,
  items: readonly JsonObject[],
  line: (item: JsonObject) => string,
  style: Style,
): string[] {
  if (items.length === 0) return [];
  return ["", style.bold(`${title} (${items.length})`), ...items.map((item) => `  ${line(item)}`)];
}

/** A mutating call with AWS's request id, by which CloudTrail finds it. */
export function callLine({ at, service, operation, requestId }: JsonObject): string {
  return `${shown(at)} ${shown(service)}:${shown(operation)} ${shown(requestId)}`;
}

/** `2026-01-02T03:04:05.678Z` → `2026-01-02 03:04:05 UTC`; anything else as it is. */
export function timeText(value: Json | undefined): string {
  const text = shown(value);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)
    ? `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`
    : text;
}
