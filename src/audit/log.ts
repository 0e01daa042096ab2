import { dirname, join } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import { type Disk, makeFolders } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { lockedError } from "../core/lock-error.ts";
import { type LockEffects, takeLockFile } from "../core/lock-file.ts";
import type { Lock } from "../core/ports.ts";
import { type AuditRecord, type ChainHead, EMPTY, link } from "./chain.ts";
import { parseLine } from "./parse.ts";

const CHUNK = 64 * 1024;
/** How often a busy log is tried again, 50 ms apart. Appending takes milliseconds. */
const LOCK_TRIES = 200;

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
  makeFolders(disk, dirname(path));
  const lock = await lockLog(path, effects);
  try {
    settleTornTail(path, disk);
    const record = link(headOf(path, disk), new Date(clock.now()).toISOString(), body);
    appendWhole(path, `${canonicalJson(record)}\n`, disk);
    disk.sync(dirname(path));
    return record;
  } finally {
    await lock.release();
  }
}

/** Adds a line, and none of it where the disk takes only a part: what was there before still verifies. */
function appendWhole(path: string, line: string, disk: Disk): void {
  const size = sizeOf(path, disk);
  try {
    disk.append(path, line);
    disk.sync(path);
  } catch (error) {
    if (sizeOf(path, disk) > size) disk.truncate(path, size);
    throw error;
  }
}

/** The lock of the log at `path`. */
export function logLock(path: string): string {
  return `${path}.lock`;
}

async function lockLog(path: string, effects: LockEffects): Promise<Lock> {
  for (let tries = 0; ; tries += 1) {
    const taken = await takeLockFile(logLock(path), "an append to the audit log", effects);
    if ("lock" in taken) return taken.lock;
    if (tries === LOCK_TRIES)
      throw lockedError(path, taken, { now: effects.clock.now(), command: "vendor resume" });
    await effects.clock.sleep(50);
  }
}

/** The last record's place in the chain. */
function headOf(path: string, disk: Disk): ChainHead {
  const line = lastLine(path, sizeOf(path, disk) - 1, disk);
  if (line === undefined) return EMPTY;
  const parsed = parseLine(line);
  if (parsed.type === "record" && parsed.problem === undefined)
    return { seq: parsed.record.seq, hash: parsed.record.hash };
  throw vendorError("auditBroken", { file: path, findings: 1, first: `the last line ${parsed.problem}` });
}

/** Cuts off what follows the last line break: no append that was acknowledged ends without one. */
function settleTornTail(path: string, disk: Disk): void {
  const size = sizeOf(path, disk);
  const tail = lastLine(path, size, disk) ?? Buffer.alloc(0);
  if (tail.length === 0) return;
  disk.append(`${path}.torn`, Buffer.concat([tail, Buffer.from("\n")]));
  disk.sync(`${path}.torn`);
  disk.truncate(path, size - tail.length);
}

function sizeOf(path: string, disk: Disk): number {
  return disk.stat(path)?.size ?? 0;
}

/** The bytes between the last line break before `end` and `end`; `undefined` in an empty file. */
function lastLine(path: string, end: number, disk: Disk): Buffer | undefined {
  if (end <= 0) return undefined;
  let found: Buffer = Buffer.alloc(0);
  for (let position = end; position > 0; ) {
    const length = Math.min(CHUNK, position);
    position -= length;
    const bytes = disk.read(path, position, length) ?? Buffer.alloc(0);
    const cut = bytes.lastIndexOf(10);
    found = Buffer.concat([bytes.subarray(cut + 1), found]);
    if (cut !== -1) break;
  }
  return found;
}
