import { canonicalJson } from "../core/canonical.ts";
import { vendorError } from "../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";

/** The namespaces that are filled in. Anything else in `${…}`, IAM's policy variables above all, is left alone. */
const PLACEHOLDER = /\$\{(resources|generated|run|self|hidden)\.([A-Za-z0-9_.-]+)\}/g;

/** Looks a placeholder up: namespace (`resources`, `generated`, `run`, `hidden`) and the dotted path after it. */
export type Values = (namespace: string, path: string) => string | undefined;

/**
 * A call's input with its placeholders filled in and each `{ "$json": … }` turned into canonical JSON text.
 * Values are filled in before the text is made, so that one with quotes in it can't break out.
 * `{ "$literal": … }` is taken as it is: for what outsiders chose, such as the keys of their objects.
 *
 * @throws VendorError `placeholderUnbound`
 */
export function bindInput(input: JsonObject, values: Values): JsonObject {
  return mapMembers(input, (member) => bindValue(member, values));
}

/** The placeholders in `value`, each once, in order: `${resources.role.arn}` → `resources.role.arn`. */
export function placeholdersIn(value: Json): string[] {
  if (typeof value === "string") {
    return [...new Set([...value.matchAll(PLACEHOLDER)].map((match) => `${match[1]}.${match[2]}`))];
  }
  if (typeof value !== "object" || value === null || marked(value, "$literal") !== undefined) return [];
  return [...new Set(Object.values(value).flatMap(placeholdersIn))];
}

function bindValue(value: Json, values: Values): Json {
  if (typeof value === "string") return bindText(value, values);
  if (Array.isArray(value)) return value.map((item) => bindValue(item, values));
  if (!isJsonObject(value)) return value;
  const literal = marked(value, "$literal");
  if (literal !== undefined) return literal;
  const bound = mapMembers(value, (member) => bindValue(member, values));
  const document = marked(bound, "$json");
  return document === undefined ? bound : canonicalJson(document);
}

/** What an object holds under `marker`, where that is its only member. */
function marked(value: Json, marker: string): Json | undefined {
  return isJsonObject(value) && Object.keys(value).length === 1 ? value[marker] : undefined;
}

function bindText(text: string, values: Values): string {
  if (!text.includes("${")) return text;
  return text.replace(PLACEHOLDER, (placeholder, namespace: string, path: string) => {
    const value = values(namespace, path);
    if (value === undefined) throw vendorError("placeholderUnbound", { placeholder });
    return value;
  });
}

function mapMembers(value: JsonObject, map: (member: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
}
