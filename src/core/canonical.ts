import { createHash } from "node:crypto";
import { isJsonObject, type Json } from "./json.ts";

/**
 * The one text form of a JSON value: keys sorted by code unit, no white space. Two values are equal
 * exactly when their canonical texts are. Follows RFC 8785 for the values this project writes
 * (integers, strings, booleans, null, arrays, objects).
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key];
      return member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`];
    });
  return `{${members.join(",")}}`;
}

/** `sha256:<hex>` of the canonical text of `value`. */
export function digest(value: Json): string {
  return `sha256:${sha256Hex(canonicalJson(value))}`;
}

/** Lower-case hex SHA-256 of a text (UTF-8) or of bytes. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
