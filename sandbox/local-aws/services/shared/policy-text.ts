import { isJsonObject } from "../../../../src/core/json.ts";
import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { type DocumentKind, validateDocument } from "../../../../src/policy/validate.ts";

/**
 * Reads a policy document that came as text. A single statement becomes a list of one, as the rest of the code expects.
 * @param fail makes the service's error of what is wrong with it
 */
export function parsePolicy(
  text: string,
  kind: DocumentKind,
  fail: (message: string) => Error,
): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail("This policy contains invalid Json");
  }
  const document =
    isJsonObject(value) && isJsonObject(value.Statement) ? { ...value, Statement: [value.Statement] } : value;
  const problems = validateDocument(document, kind);
  if (problems.length > 0 || !isPolicy(document)) {
    const detail = problems.map((problem) => problem.message).join("; ");
    throw fail(`Syntax errors in policy. (${detail})`);
  }
  return document;
}

function isPolicy(value: unknown): value is PolicyDocument {
  return isJsonObject(value) && Array.isArray(value.Statement);
}
