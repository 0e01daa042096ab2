import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { vendorError } from "../core/errors.ts";
import { clearDeadLocks, type LockEffects, type LockFile, takeLockFile } from "../core/lock-file.ts";

/**
 * Takes the lock of one partner: one run at a time. A lock of a process that is proven dead is taken over, and what
 * else dead processes had locked is free again.
 * @param store the store's folder
 * @param purpose what it is held for, e.g. a run id
 * @throws VendorError `lockedByRun`
 */
export async function lockPartner(
  store: string,
  partner: string,
  purpose: string,
  effects: LockEffects,
): Promise<LockFile> {
  const folder = join(store, "locks");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `partner-${partner}.lock`);
  const taken = await takeLockFile(file, purpose, effects);
  if ("lock" in taken) {
    await clearDeadLocks(folder, effects);
    return taken.lock;
  }
  const { holder } = taken;
  throw vendorError("lockedByRun", {
    what: `Partner ${partner}`,
    run: holder.purpose,
    holder: `${holder.user}@${holder.host}, process ${holder.pid}`,
    since: holder.since,
    file,
  });
}
