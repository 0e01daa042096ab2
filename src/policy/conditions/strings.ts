import { expandText, matchPattern, type Reading } from "../variables.ts";

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
  return matchPattern(written, reading, given);
}
