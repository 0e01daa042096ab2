import { join } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import type { Disk } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { LockEffects } from "../core/lock-file.ts";
import { type AuditRecord, type ChainHead, EMPTY, link } from "./chain.ts";
import { appendLine, lastLine } from "./lines.ts";
import { parseLine } from "./parse.ts";

/** The log's file in the audit folder `folder`. */
export function logFile(folder: string): string {
  return join(folder, "log.jsonl");
}

/** The bytes of the log at `path`; none where there is no log yet. */
export function readLog(path: string, disk: Disk): Uint8Array {
  return disk.read(path) ?? new Uint8Array();
}

/** All records of a log that can be read, in file order, verified or not: for showing, never for deciding. */
export function recordsOf(bytes: Uint8Array): AuditRecord[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("utf8")
    .split("\n")
    .map((line) => parseLine(Buffer.from(line)))
    .flatMap((parsed) => (parsed.type === "record" ? [parsed.record] : []));
}

/**
 * Appends a record to the chain at `path` and waits until it is on the disk. One writer at a time; half a
 * line left by a crash is moved to `PATH.torn` first.
 * @throws VendorError `lockedByRun` where another writer does not finish, `auditBroken` where the last record
 * does not match its own hash
 */
export async function appendRecord(
  path: string,
  body: JsonObject,
  effects: LockEffects,
): Promise<AuditRecord> {
  const { disk, clock } = effects;
  const make = () => {
    const record = link(headOf(path, disk), new Date(clock.now()).toISOString(), body);
    return { line: canonicalJson(record), value: record };
  };
  return appendLine(path, logLock(path), make, effects);
}

/** The lock of the log at `path`. */
export function logLock(path: string): string {
  return `${path}.lock`;
}

/**
 * The last record's place in the chain.
 * @throws VendorError `auditBroken` where it does not match its own hash
 */
export function headOf(path: string, disk: Disk): ChainHead {
  const line = lastLine(path, disk);
  if (line === undefined) return EMPTY;
  const parsed = parseLine(line);
  if (parsed.type === "record" && parsed.problem === undefined)
    return { seq: parsed.record.seq, hash: parsed.record.hash };
  throw vendorError("auditBroken", { file: path, findings: 1, first: `the last line ${parsed.problem}` });
}
