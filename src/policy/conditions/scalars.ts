import { expandText, type Reading } from "../variables.ts";

/** `Bool`: `true` and `false` in any case. */
export function compareBool(given: string, written: string, reading: Reading): boolean {
  return expandText(written, reading)?.toLowerCase() === given.toLowerCase();
}

/** `BinaryEquals`: the bytes behind two base64 texts. */
export function compareBinary(given: string, written: string): boolean {
  return Buffer.from(given, "base64").equals(Buffer.from(written, "base64"));
}
