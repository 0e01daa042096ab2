import { join } from "node:path";
import { makeFolders } from "../core/disk.ts";
import { type Asking, lockedError } from "../core/lock-error.ts";
import {
  breakLockFile,
  clearDeadLocks,
  heldLockFile,
  type LockEffects,
  locksIn,
  takeLockFile,
} from "../core/lock-file.ts";
import type { HeldLock, Lock, Locks } from "../core/ports.ts";

/** Locks as files of one folder on this machine. A shared store implements {@link Locks} by conditional writes. */
export function fileLocks(folder: string, effects: LockEffects): Locks {
  const pathOf = (name: string) => join(folder, `${name.replaceAll("/", "__")}.lock`);
  return {
    async take(name, purpose) {
      makeFolders(effects.disk, folder);
      return takeLockFile(pathOf(name), purpose, effects);
    },
    heldBy: async (name) => heldLockFile(pathOf(name), effects),
    clearDead: () => clearDeadLocks(folder, effects),
    break: (id) => breakLockFile(locksIn(folder, effects.disk), id, effects),
  };
}

/**
 * Takes the lock of one partner: one run at a time. A lock of a process that is proven dead is taken over, and what
 * else dead processes had locked is free again.
 * @param purpose what it is held for, e.g. a run id
 * @throws VendorError `lockedByRun`
 */
export async function lockPartner(
  locks: Locks,
  partner: string,
  purpose: string,
  asking: Asking,
): Promise<Lock> {
  const taken = await locks.take(nameOf(partner), purpose);
  if (!("lock" in taken)) throw lockedError(`Partner ${partner}`, taken, asking);
  await locks.clearDead();
  return taken.lock;
}

/** Who works on a partner at this moment; `undefined` where nobody does. Takes nothing. @throws VendorError `storeBroken` */
export function workerOn(locks: Locks, partner: string): Promise<HeldLock | undefined> {
  return locks.heldBy(nameOf(partner));
}

function nameOf(partner: string): string {
  return `partner-${partner}`;
}
