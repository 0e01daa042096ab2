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

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The statements of a document. AWS also takes, and gives back, a single statement without its array. */
export function statementsOf(document: PolicyDocument): readonly Statement[] {
  return [document.Statement].flat();
}
