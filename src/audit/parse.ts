import { canonicalJson } from "../core/canonical.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { type AuditRecord, hashOf } from "./chain.ts";

/** Longest record that is read, in bytes. Records of real runs are far below it. */
const MAX_LINE = 16 * 1024 * 1024;
/** Deepest nesting that is read: more would exhaust the stack of a reader. */
const MAX_DEPTH = 64;
/** How a record is named in a chain. */
export const HASH = /^sha256:[0-9a-f]{64}$/;

/** A line of the log, as far as it can be trusted. */
export type ParsedLine =
  | {
      readonly type: "record";
      readonly record: AuditRecord;
      readonly computed: string;
      readonly problem?: string;
    }
  | { readonly type: "unreadable"; readonly problem: string };

/**
 * Reads one line, believing nothing: its size, encoding, nesting, JSON, canonical form (which leaves no room
 * for a repeated key), chain members and hash are checked. `problem` says what is wrong with a record whose
 * place in the chain can still be read.
 */
export function parseLine(bytes: Uint8Array): ParsedLine {
  if (bytes.length > MAX_LINE) return unreadable(`is longer than ${MAX_LINE} bytes`);
  const text = decode(bytes);
  if (text === undefined) return unreadable("is not UTF-8 text");
  if (depthOf(text) > MAX_DEPTH) return unreadable(`is nested deeper than ${MAX_DEPTH} levels`);
  const value = parseJson(text);
  if (value === undefined) return unreadable("is not JSON");
  if (!isJsonObject(value) || !isRecord(value))
    return unreadable("is not an audit record: seq, prev, at or hash is missing or malformed");
  const computed = hashOf(value);
  const problem = problemOf(value, computed, text);
  return { type: "record", record: value, computed, ...(problem === undefined ? {} : { problem }) };
}

function problemOf(record: AuditRecord, computed: string, text: string): string | undefined {
  if (canonicalJson(record) !== text)
    return "is not in canonical form: a repeated key, white space or another order";
  if (computed !== record.hash) return `was changed: its content gives ${computed}, it says ${record.hash}`;
  return undefined;
}

/** A file's lines without their line breaks, and how many bytes follow the last one. */
export function linesOf(bytes: Uint8Array): { readonly lines: readonly Uint8Array[]; readonly rest: number } {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { lines, rest: bytes.length - start };
}

function unreadable(problem: string): ParsedLine {
  return { type: "unreadable", problem };
}

/** UTF-8 text, or `undefined` where it is none. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A JSON value, or `undefined` where it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Deepest nesting of brackets outside strings, read without recursion. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (quoted && char === "\\") index += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "{" || char === "[")) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (!quoted && (char === "}" || char === "]")) depth -= 1;
  }
  return deepest;
}

function isRecord(value: { readonly [key: string]: Json }): value is AuditRecord {
  const { seq, prev, at, hash } = value;
  return (
    Number.isSafeInteger(seq) &&
    (seq as number) > 0 &&
    typeof prev === "string" &&
    HASH.test(prev) &&
    typeof at === "string" &&
    typeof hash === "string" &&
    HASH.test(hash)
  );
}
