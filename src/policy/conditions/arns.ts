import { matchTokens, type Token } from "../match.ts";
import { expandPattern, type Reading } from "../variables.ts";
import type { Unreadable } from "./compare.ts";

/**
 * `ArnEquals` and `ArnLike`, which AWS evaluates alike: the six parts of the ARN one by one, each with `*` and `?`.
 * A lone `*` covers every ARN. Something in the request that is no ARN matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function compareArn(given: string, written: string, reading: Reading): boolean | Unreadable {
  const pattern = expandPattern(written, reading);
  if (pattern === undefined) return false;
  const parts = partsOf(given);
  if (written === "*") return parts !== undefined;
  const patterns = tokenParts(pattern);
  if (patterns === undefined) return { unreadable: `the policy's value "${written}" is no ARN` };
  return parts !== undefined && patterns.every((part, index) => matchTokens(part, parts[index] ?? ""));
}

/** The six parts of an ARN; the last may hold colons. */
function partsOf(arn: string): readonly string[] | undefined {
  const parts = arn.split(":");
  if (parts.length < 6) return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function tokenParts(pattern: readonly Token[]): readonly (readonly Token[])[] | undefined {
  const parts: Token[][] = [[]];
  for (const token of pattern) {
    if (token === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.length === 6 ? parts : undefined;
}
