import type { LockHolder, Locks } from "../../src/core/ports.ts";

/** What a shared store can do with one object at a time. `etag` changes with each write. */
export interface Objects {
  get(
    key: string,
  ): Promise<{ readonly text: string; readonly etag: number; readonly at: number } | undefined>;
  /** Writes where there is nothing (`If-None-Match: *`), or where `etag` is there still (`If-Match`). */
  put(key: string, text: string, etag: number | undefined): Promise<boolean>;
  /** Removes where `etag` is there still. */
  remove(key: string, etag: number): Promise<boolean>;
  keys(): Promise<readonly string[]>;
}

/** Objects in memory; every answer takes a turn, so that whoever asks at once gets in each other's way. */
export function memoryObjects(now: () => number): Objects {
  const objects = new Map<string, { text: string; etag: number; at: number }>();
  let writes = 0;
  const turn = () => Promise.resolve();
  return {
    async get(key) {
      await turn();
      return objects.get(key);
    },
    async put(key, text, etag) {
      await turn();
      if (objects.get(key)?.etag !== etag) return false;
      writes += 1;
      objects.set(key, { text, etag: writes, at: now() });
      return true;
    },
    async remove(key, etag) {
      await turn();
      return objects.get(key)?.etag === etag && objects.delete(key);
    },
    async keys() {
      await turn();
      return [...objects.keys()];
    },
  };
}

/** Locks by nothing but conditional writes. Nobody is ever proven dead: whoever is may be on any machine. */
export function objectLocks(
  objects: Objects,
  me: Omit<LockHolder, "purpose" | "token">,
  token: () => string,
): Locks {
  const endHolding = async (key: string, held: string): Promise<LockHolder | undefined> => {
    const found = await objects.get(key);
    if (found === undefined) return undefined;
    const holder = JSON.parse(found.text) as LockHolder;
    return holder.token === held && (await objects.remove(key, found.etag)) ? holder : undefined;
  };
  return {
    async heldBy(name) {
      const found = await objects.get(name);
      return found && { holder: JSON.parse(found.text) as LockHolder, beatAt: found.at };
    },
    async take(name, purpose) {
      const mine: LockHolder = { ...me, purpose, token: token() };
      for (;;) {
        if (await objects.put(name, JSON.stringify(mine), undefined)) break;
        const found = await objects.get(name);
        if (found !== undefined) return { holder: JSON.parse(found.text) as LockHolder, beatAt: found.at };
      }
      return {
        lock: {
          async isHeld() {
            const found = await objects.get(name);
            return found !== undefined && (JSON.parse(found.text) as LockHolder).token === mine.token;
          },
          release: async () => void (await endHolding(name, mine.token)),
        },
      };
    },
    clearDead: async () => undefined,
    async break(id) {
      for (const key of await objects.keys()) {
        const broken = await endHolding(key, id);
        if (broken !== undefined) return broken;
      }
      return undefined;
    },
  };
}
