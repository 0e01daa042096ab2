import { dirname, join } from "node:path";
import type { Disk } from "./disk.ts";
import { storeGone } from "./disk-error.ts";
import {
  createWhole,
  isProvenDead,
  type LockEffects,
  ours,
  readHolder,
  removeDeadDrafts,
  removeIfHeldBy,
} from "./lock-file/file.ts";
import type { HeldLock, Lock, LockHolder, Taken } from "./ports.ts";

export type { LockEffects };

const HEARTBEAT_MS = 10_000;

/**
 * Takes the lock file at `path`, or tells who holds it. A lock whose holder is proven dead (its process
 * is gone from this very machine) is taken over; a holder on another machine is never presumed dead.
 * A holder with this process's own id that is not this process is dead too: a container that starts again has
 * the same host name and gives out the same process ids.
 * @throws VendorError `storeBroken` where the file names no holder
 */
export async function takeLockFile(path: string, purpose: string, effects: LockEffects): Promise<Taken> {
  const { machine, disk } = effects;
  const mine = holderFor(purpose, effects);
  ours.add(mine.token);
  let held = false;
  try {
    for (;;) {
      held = createWhole(path, mine, effects);
      if (held) {
        removeDeadDrafts(dirname(path), effects);
        return { lock: hold(path, mine, effects) };
      }
      const holder = readHolder(path, disk);
      if (holder === undefined) continue;
      if (!isProvenDead(holder, machine)) return { holder, beatAt: beatAt(path, disk) };
      await removeIfHeldBy(holder.token, path, mine, effects);
    }
  } finally {
    if (!held) ours.delete(mine.token);
  }
}

/**
 * Who holds the lock file at `path`, which is left as it is.
 * @returns `undefined` where nobody does, or only a process that is proven dead
 * @throws VendorError `storeBroken` where the file names no holder
 */
export function heldLockFile(path: string, { machine, disk }: LockEffects): HeldLock | undefined {
  const holder = readHolder(path, disk);
  if (holder === undefined || isProvenDead(holder, machine)) return undefined;
  return { holder, beatAt: beatAt(path, disk) };
}

/** Removes the locks, whole and half-made, in `folder` whose makers are proven dead: nobody may ever come to take one over. */
export async function clearDeadLocks(folder: string, effects: LockEffects): Promise<void> {
  for (const path of locksIn(folder, effects.disk)) {
    const holder = readHolder(path, effects.disk);
    if (holder === undefined || !isProvenDead(holder, effects.machine)) continue;
    const taken = await takeLockFile(path, "clearing what a dead process left", effects);
    if ("lock" in taken) await taken.lock.release();
  }
  removeDeadDrafts(folder, effects);
}

/**
 * Breaks the lock of those at `paths` that is held under the token `id`, if any: whoever holds it finds that out before
 * its next call. A lock that changed hands meanwhile is not broken.
 * @returns who held it; `undefined` where none is held under that token
 */
export async function breakLockFile(
  paths: readonly string[],
  id: string,
  effects: LockEffects,
): Promise<LockHolder | undefined> {
  for (const path of paths) {
    const holder = readHolder(path, effects.disk);
    if (holder?.token !== id) continue;
    const mine = holderFor("breaking a lock", effects);
    ours.add(mine.token);
    try {
      if (await removeIfHeldBy(id, path, mine, effects)) return holder;
    } finally {
      ours.delete(mine.token);
    }
  }
  return undefined;
}

/** Paths of the locks in a folder. */
export function locksIn(folder: string, disk: Disk): readonly string[] {
  return disk
    .list(folder)
    .filter((name) => name.endsWith(".lock"))
    .map((name) => join(folder, name));
}

function holderFor(purpose: string, { clock, random, machine }: LockEffects): LockHolder {
  return {
    purpose,
    user: machine.user,
    host: machine.host,
    pid: machine.pid,
    since: new Date(clock.now()).toISOString(),
    token: Buffer.from(random.bytes(16)).toString("hex"),
  };
}

/** The lock file's time of change is the heartbeat. */
function beatAt(path: string, disk: Disk): number {
  return disk.stat(path)?.changedMs ?? 0;
}

function hold(path: string, mine: LockHolder, effects: LockEffects): Lock {
  const { clock, disk } = effects;
  const stop = new AbortController();
  const isOurs = () => readHolder(path, disk)?.token === mine.token;
  const beat = () => {
    try {
      if (isOurs()) disk.touch(path, clock.now());
    } catch {
      // A disk that fails now may take the next beat; whether the lock is held is asked before each call.
    }
  };
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, stop.signal);
      beat();
    }
  })().catch(() => undefined);
  return {
    async isHeld() {
      if (isOurs()) return true;
      // Nobody breaks a lock by taking its folder away.
      if (disk.stat(dirname(path)) === undefined) throw storeGone(path);
      return false;
    },
    async release() {
      stop.abort();
      await beating;
      try {
        if (isOurs()) await removeIfHeldBy(mine.token, path, mine, effects);
      } finally {
        ours.delete(mine.token);
      }
    },
  };
}
