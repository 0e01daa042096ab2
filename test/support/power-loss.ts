import { type MemoryDisk, memoryDisk } from "./memory-disk.ts";

class PowerGone extends Error {}

/** What is done on a disk, and what must hold of it afterwards. */
export interface PowerLoss {
  /** Tells after each part that is promised to last; the last one told goes to `check`. */
  work(disk: MemoryDisk, acknowledge: (what: string) => void): void;
  check(disk: MemoryDisk, acknowledged: string | undefined): void;
}

/** Ways in which what was not synced survives, for each moment at which power goes. */
const SEEDS = 12;

/**
 * Does the work once for each of its operations on the disk, loses power before that operation, and checks what is left,
 * several times with other luck. Whatever fails says which operation and seed it was.
 */
export function afterEveryPowerLoss({ work, check }: PowerLoss): { readonly crashes: number } {
  let crashes = 0;
  for (let point = 0; ; point += 1) {
    let ended = false;
    for (let seed = 0; seed < SEEDS && !(ended && seed > 0); seed += 1) {
      let left = point;
      const disk = memoryDisk({
        now: () => 1_000,
        before() {
          if (left === 0) throw new PowerGone();
          left -= 1;
        },
      });
      let acknowledged: string | undefined;
      try {
        work(disk, (what) => {
          acknowledged = what;
        });
        ended = true;
      } catch (error) {
        if (!(error instanceof PowerGone)) throw error;
      }
      left = Number.POSITIVE_INFINITY;
      disk.crash(seed);
      try {
        check(disk, acknowledged);
      } catch (error) {
        throw new Error(
          `Power lost before operation ${point + 1}, seed ${seed}: ${JSON.stringify(disk.files())}`,
          {
            cause: error,
          },
        );
      }
      crashes += 1;
    }
    if (ended) return { crashes };
  }
}
