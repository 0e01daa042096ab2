import { matchText, matchTokens, type Token } from "../match.ts";
import { expandPattern, isFilledIn, type Reading } from "../variables.ts";
import type { Unreadable } from "./compare.ts";

/**
 * `ArnEquals` and `ArnLike`, which AWS evaluates alike: the six parts of the ARN one by one, each with `*` and `?`.
 * A lone `*` covers every ARN. Something in the request that is no ARN matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function compareArn(given: string, written: string, reading: Reading): boolean | Unreadable {
  const parts = partsOf(given);
  if (written === "*") return parts !== undefined;
  const noArn = { unreadable: `the policy's value "${written}" is no ARN` };
  if (!isFilledIn(written, reading)) return covers(partsOf(written), parts, matchText) ?? noArn;
  const pattern = expandPattern(written, reading);
  return pattern !== undefined && (covers(tokenParts(pattern), parts, matchTokens) ?? noArn);
}

/** Part by part; undefined where the patterns are no ARN's. */
function covers<P>(
  patterns: readonly P[] | undefined,
  parts: readonly string[] | undefined,
  match: (pattern: P, text: string) => boolean,
): boolean | undefined {
  return patterns && parts !== undefined && patterns.every((part, index) => match(part, parts[index] ?? ""));
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
