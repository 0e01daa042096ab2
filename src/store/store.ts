import { join } from "node:path";
import type { Disk } from "../core/disk.ts";
import type { LockEffects } from "../core/lock-file.ts";
import type { Locks } from "../core/ports.ts";
import { fileLocks } from "./locks.ts";

/** What is kept between runs: partners, runs, locks. */
export interface Store {
  readonly folder: string;
  readonly disk: Disk;
  readonly locks: Locks;
}

/** The store in a folder of this machine; nothing is made before it is needed. */
export function openStore(folder: string, effects: LockEffects): Store {
  return { folder, disk: effects.disk, locks: fileLocks(join(folder, "locks"), effects) };
}
