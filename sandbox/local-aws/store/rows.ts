import { type Delays, isEverywhere, type Version } from "./spread.ts";

/** The versions of one key that somebody may still see, oldest first. */
export interface Row {
  readonly key: string;
  readonly versions: Version[];
  /** Observer → reads since the last write, while copies have not converged. */
  readonly attempts: Map<string, number>;
}

/** The rows of one table, in the order of their keys. */
export interface Rows {
  get(key: string): Row | undefined;
  /** Adds a version to a key. */
  add(key: string, version: Version): void;
  /** Rows whose keys begin with `prefix`, sorted. */
  list(prefix: string): Row[];
  /** Drops what nobody can see any more: former versions of the key, and keys whose deletion is everywhere. */
  forget(key: string, now: number, delays: Delays): void;
}

/** Rows with what a log says of them. */
export function rowsOf(history: ReadonlyMap<string, Version[]>): Rows {
  const rows = new Map<string, Row>();
  for (const [key, versions] of history) rows.set(key, { key, versions, attempts: new Map() });
  const sorted = [...rows.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  // Deleted keys in the order of their deletion, which is the order in which they are over.
  const deleted = new Set<string>();
  for (const [key, { versions }] of rows) if (versions.at(-1)?.value === undefined) deleted.add(key);

  const drop = (key: string): void => {
    rows.delete(key);
    deleted.delete(key);
    sorted.splice(placeOf(sorted, key), 1);
  };
  return {
    get: (key) => rows.get(key),
    add(key, version) {
      const row = rows.get(key);
      if (row === undefined) {
        const added: Row = { key, versions: [version], attempts: new Map() };
        rows.set(key, added);
        sorted.splice(placeOf(sorted, key), 0, added);
      } else {
        row.versions.push(version);
        row.attempts.clear();
      }
      deleted.delete(key);
      if (version.value === undefined) deleted.add(key);
    },
    list(prefix) {
      const start = placeOf(sorted, prefix);
      let end = start;
      while (sorted[end]?.key.startsWith(prefix) === true) end += 1;
      return sorted.slice(start, end);
    },
    forget(key, now, delays) {
      trim(rows.get(key)?.versions ?? [], now, delays);
      for (const old of deleted) {
        const last = rows.get(old)?.versions.at(-1);
        if (last !== undefined && !isEverywhere(last, now, delays)) return;
        drop(old);
      }
    },
  };
}

/** Forgets, in place, the versions that nobody can see any more. */
export function trim(versions: Version[], now: number, delays: Delays): void {
  const newest = versions.findLastIndex((version) => isEverywhere(version, now, delays));
  if (newest > 0) versions.splice(0, newest);
}

/** Index of the first row that is not before `key`. */
function placeOf(sorted: readonly Row[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.key ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
