import { join } from "node:path";
import { makeFolders } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import { clearDeadLocks, type LockEffects, takeLockFile } from "../core/lock-file.ts";
import type { Lock, Locks } from "../core/ports.ts";

/** Locks as files of one folder on this machine. A shared store implements {@link Locks} by conditional writes. */
export function fileLocks(folder: string, effects: LockEffects): Locks {
  const placeOf = (name: string) => join(folder, `${name.replaceAll("/", "__")}.lock`);
  return {
    placeOf,
    async take(name, purpose) {
      makeFolders(effects.disk, folder);
      return takeLockFile(placeOf(name), purpose, effects);
    },
    clearDead: () => clearDeadLocks(folder, effects),
  };
}

/**
 * Takes the lock of one partner: one run at a time. A lock of a process that is proven dead is taken over, and what
 * else dead processes had locked is free again.
 * @param purpose what it is held for, e.g. a run id
 * @throws VendorError `lockedByRun`
 */
export async function lockPartner(locks: Locks, partner: string, purpose: string): Promise<Lock> {
  const name = `partner-${partner}`;
  const taken = await locks.take(name, purpose);
  if ("lock" in taken) {
    await locks.clearDead();
    return taken.lock;
  }
  const { holder } = taken;
  throw vendorError("lockedByRun", {
    what: `Partner ${partner}`,
    run: holder.purpose,
    holder: `${holder.user}@${holder.host}, process ${holder.pid}`,
    since: holder.since,
    file: locks.placeOf(name),
  });
}
