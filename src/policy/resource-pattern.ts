import { ANY, matchText, matchTokens, ONE, type Token } from "./match.ts";
import { expandPattern, isFilledIn, type Reading } from "./variables.ts";

/** An ARN has six parts; only the last may hold colons. */
const COLONS = 5;

/**
 * Whether a `Resource` pattern covers an ARN. Wildcards stay within a part of the ARN, but a `*` that ends a part may
 * run on over the colons after it; in the last part a colon is a character like any other.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchResource(text: string, arn: string, reading: Reading): boolean {
  if (hasPlainBeginning(text) && !isFilledIn(text, reading)) return matchText(text, arn);
  const pattern = expandPattern(text, reading);
  if (pattern === undefined || !matchTokens(pattern, arn)) return false;
  return !staysInside(pattern) || matchParts(partsOf(pattern), arnParts(arn));
}

/** Whether wildcards stand in the last part alone, or there is nothing but one. */
function hasPlainBeginning(text: string): boolean {
  const wildcard = text.search(/[*?]/);
  if (wildcard < 0 || text === "*") return true;
  let colon = -1;
  for (let colons = 0; colons < COLONS; colons += 1) {
    colon = text.indexOf(":", colon + 1);
    if (colon < 0 || colon > wildcard) return false;
  }
  return true;
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, COLONS), parts.slice(COLONS).join(":")];
}

/** Whether a wildcard before the last part is not at the end of its part. */
function staysInside(pattern: readonly Token[]): boolean {
  let colons = 0;
  for (const [index, token] of pattern.entries()) {
    if (token === ":") colons += 1;
    if (colons === COLONS) return false;
    const next = pattern[index + 1];
    if (token === ONE || (token === ANY && next !== undefined && next !== ":")) return true;
  }
  return false;
}

function partsOf(pattern: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  for (const token of pattern) {
    if (token === ":" && parts.length <= COLONS) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The first part covers one part of the ARN, or with a `*` at its end as many as it takes. */
function matchParts([first, ...rest]: readonly (readonly Token[])[], arn: readonly string[]): boolean {
  const [part, ...others] = arn;
  if (first === undefined || part === undefined) return first === undefined && part === undefined;
  if (!matchTokens(first, part)) return false;
  if (matchParts(rest, others)) return true;
  return first.at(-1) === ANY && others.some((_, index) => matchParts(rest, others.slice(index + 1)));
}
