import type { Disk } from "../../src/core/disk.ts";
import { memoryDisk } from "./memory-disk.ts";

/** What is done on a disk, and what must hold of it wherever power goes. */
export interface PowerLoss<T> {
  work(disk: Disk): void | Promise<void>;
  /** What has been promised so far, e.g. the number of entries that were acknowledged; asked before each operation. */
  promised(): T;
  /** Looks at a disk after power came back. `promised` is what had been promised when it went. */
  check(disk: Disk, promised: T): void | Promise<void>;
}

/** Ways in which what was not synced survives, for each moment at which power goes. */
const SEEDS = 12;

const OPERATIONS = [
  "append",
  "link",
  "makeFolder",
  "remove",
  "rename",
  "sync",
  "touch",
  "truncate",
  "write",
] as const;

/**
 * Does the work once, then loses power before each of its operations on the disk, and checks what is left, several times
 * with other luck. Whatever fails says which operation and seed it was.
 * @returns how often power went
 */
export async function afterEveryPowerLoss<T>({ work, promised, check }: PowerLoss<T>): Promise<number> {
  const done: ((disk: Disk) => unknown)[] = [];
  const promises: T[] = [];
  await work(
    recording(newDisk(), (operation) => {
      promises.push(promised());
      done.push(operation);
    }),
  );
  promises.push(promised());
  let losses = 0;
  for (const [point, promise] of promises.entries()) {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const disk = newDisk();
      for (const operation of done.slice(0, point)) operation(disk);
      disk.crash(seed);
      const left = disk.files();
      try {
        await check(disk, promise);
      } catch (error) {
        const found = JSON.stringify(left, undefined, 2);
        throw new Error(`After ${point} operations, seed ${seed}, on the disk: ${found}`, { cause: error });
      }
      losses += 1;
    }
  }
  return losses;
}

function newDisk() {
  return memoryDisk({ now: () => 1_000 });
}

/** A disk that tells of each operation before it does it. */
function recording(disk: Disk, tell: (operation: (disk: Disk) => unknown) => void): Disk {
  const changing = OPERATIONS.map((name) => {
    const told = (...args: readonly unknown[]): unknown => {
      const operation = (on: Disk) => Reflect.apply(on[name], on, args);
      tell(operation);
      return operation(disk);
    };
    return [name, told] as const;
  });
  return { ...disk, ...Object.fromEntries(changing) };
}
