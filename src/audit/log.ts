import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { type LockEffects, takeLockFile } from "../core/lock-file.ts";
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
export async function readLog(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Uint8Array();
    throw error;
  }
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
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await lockLog(path, effects);
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
    try {
      await settleTornTail(path, handle);
      const record = link(await headOf(path, handle), new Date(effects.clock.now()).toISOString(), body);
      await handle.appendFile(`${canonicalJson(record)}\n`);
      await handle.sync();
      return record;
    } finally {
      await handle.close();
    }
  } finally {
    await lock.release();
  }
}

async function lockLog(path: string, effects: LockEffects): Promise<{ release(): Promise<void> }> {
  const file = `${path}.lock`;
  for (let tries = 0; ; tries += 1) {
    const taken = await takeLockFile(file, "an append to the audit log", effects);
    if ("lock" in taken) return taken.lock;
    const { holder } = taken;
    if (tries === LOCK_TRIES) {
      throw vendorError("lockedByRun", {
        what: path,
        run: holder.purpose,
        holder: `${holder.user}@${holder.host}, process ${holder.pid}`,
        since: holder.since,
        file,
      });
    }
    await effects.clock.sleep(50);
  }
}

/** The last record's place in the chain. */
async function headOf(path: string, handle: FileHandle): Promise<ChainHead> {
  const line = await lastLine(handle, (await handle.stat()).size - 1);
  if (line === undefined) return EMPTY;
  const parsed = parseLine(line);
  if (parsed.type === "record" && parsed.problem === undefined)
    return { seq: parsed.record.seq, hash: parsed.record.hash };
  throw vendorError("auditBroken", { file: path, findings: 1, first: `the last line ${parsed.problem}` });
}

/** Cuts off what follows the last line break: no append that was acknowledged ends without one. */
async function settleTornTail(path: string, handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const tail = (await lastLine(handle, size)) ?? Buffer.alloc(0);
  if (tail.length === 0) return;
  const torn = await open(`${path}.torn`, "a", 0o600);
  try {
    await torn.appendFile(Buffer.concat([tail, Buffer.from("\n")]));
    await torn.sync();
  } finally {
    await torn.close();
  }
  await handle.truncate(size - tail.length);
}

/** The bytes between the last line break before `end` and `end`; `undefined` in an empty file. */
async function lastLine(handle: FileHandle, end: number): Promise<Buffer | undefined> {
  if (end <= 0) return undefined;
  let found = Buffer.alloc(0);
  for (let position = end; position > 0; ) {
    const length = Math.min(CHUNK, position);
    position -= length;
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
    const cut = buffer.lastIndexOf(10);
    found = Buffer.concat([buffer.subarray(cut + 1), found]);
    if (cut !== -1) break;
  }
  return found;
}
