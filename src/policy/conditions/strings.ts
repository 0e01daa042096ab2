import { matchTokens } from "../match.ts";
import { expandPattern, expandText, type Reading } from "../variables.ts";

/** `StringEquals`: exact, case-sensitive. */
export function compareString(given: string, written: string, reading: Reading): boolean {
  return expandText(written, reading) === given;
}

/** `StringEqualsIgnoreCase`. */
export function compareStringFold(given: string, written: string, reading: Reading): boolean {
  return expandText(written, reading)?.toLowerCase() === given.toLowerCase();
}

/** `StringLike`: case-sensitive with `*` and `?`. */
export function compareStringLike(given: string, written: string, reading: Reading): boolean {
  const pattern = expandPattern(written, reading);
  return pattern !== undefined && matchTokens(pattern, given);
}
