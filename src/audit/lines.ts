import { dirname } from "node:path";
import { type Disk, makeFolders } from "../core/disk.ts";
import { lockedError } from "../core/lock-error.ts";
import { type LockEffects, takeLockFile } from "../core/lock-file.ts";
import type { Lock } from "../core/ports.ts";

const CHUNK = 64 * 1024;
/** How often a busy file is tried again, 50 ms apart. Appending takes milliseconds. */
const LOCK_TRIES = 200;

/**
 * Appends one line to a file of lines and returns once it is on the disk. One writer at a time; half a line left by a
 * crash is moved to `PATH.torn` first.
 * @param path the file
 * @param lockPath the lock to hold meanwhile
 * @param make makes the line, by what the file ends with then; none: nothing is to be written
 * @returns what `make` says of it
 * @throws VendorError `lockedByRun` where another writer does not finish
 */
export async function appendLine<T>(
  path: string,
  lockPath: string,
  make: () => { readonly line?: string; readonly value: T },
  effects: LockEffects,
): Promise<T> {
  const { disk } = effects;
  makeFolders(disk, dirname(path));
  const lock = await lockLines(lockPath, effects);
  try {
    settleTornTail(path, disk);
    const { line, value } = make();
    if (line !== undefined) {
      appendWhole(path, `${line}\n`, disk);
      disk.sync(dirname(path));
    }
    return value;
  } finally {
    await lock.release();
  }
}

/** The last whole line of a file, without its line break; `undefined` where there is none. */
export function lastLine(path: string, disk: Disk): Uint8Array | undefined {
  const torn = lineBefore(path, sizeOf(path, disk), disk)?.length ?? 0;
  return lineBefore(path, sizeOf(path, disk) - torn - 1, disk);
}

async function lockLines(path: string, effects: LockEffects): Promise<Lock> {
  for (let tries = 0; ; tries += 1) {
    const taken = await takeLockFile(path, "an append to the audit log", effects);
    if ("lock" in taken) return taken.lock;
    if (tries === LOCK_TRIES)
      throw lockedError(path, taken, { now: effects.clock.now(), command: "vendor resume" });
    await effects.clock.sleep(50);
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

/** Cuts off what follows the last line break: no append that was acknowledged ends without one. */
function settleTornTail(path: string, disk: Disk): void {
  const size = sizeOf(path, disk);
  const tail = lineBefore(path, size, disk) ?? Buffer.alloc(0);
  if (tail.length === 0) return;
  disk.append(`${path}.torn`, Buffer.concat([tail, Buffer.from("\n")]));
  disk.sync(`${path}.torn`);
  disk.truncate(path, size - tail.length);
}

function sizeOf(path: string, disk: Disk): number {
  return disk.stat(path)?.size ?? 0;
}

/** The bytes between the last line break before `end` and `end`; `undefined` in an empty file. */
function lineBefore(path: string, end: number, disk: Disk): Buffer | undefined {
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
