import type { Json } from "../core/json.ts";
import type { PolicyDocument, Statement } from "./types.ts";

/**
 * One or several values of a document as a list of texts. AWS takes unquoted numbers and booleans in
 * conditions; they mean their text.
 */
export function listOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(textOf);
  return [textOf(value as Json)];
}

/** Whether any of the texts of {@link listOf} is one; no list is made. */
export function someText(value: Json | undefined, is: (text: string) => boolean): boolean {
  if (typeof value === "string") return is(value);
  if (!Array.isArray(value)) return listOf(value).some(is);
  for (const each of value) if (is(textOf(each))) return true;
  return false;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The statements of a document. AWS also takes, and gives back, a single statement without its array. */
export function statementsOf(document: PolicyDocument): readonly Statement[] {
  return Array.isArray(document.Statement) ? document.Statement : [document.Statement].flat();
}
