/**
 * A durable map with AWS's consistency. Writes go through to the state log before they return.
 * `get` and `entries` read what is true; `seen` reads what a service that keeps its own copy
 * sees now: after a write, for a seeded delay, the value before, and while it spreads either one (flapping).
 */
export interface Table<T> {
  get(key: string): T | undefined;
  /** Sorted by key. */
  entries(prefix?: string): [string, T][];
  set(key: string, value: T): void;
  delete(key: string): void;
  /**
   * The value as `observer` (a service id such as `s3`, or `iam`, `sts`, `sftp`) sees it.
   * Each observer converges at its own time.
   */
  seen(key: string, observer: string): T | undefined;
  /** Like `entries`, as `observer` sees them. */
  seenEntries(observer: string, prefix?: string): [string, T][];
}
