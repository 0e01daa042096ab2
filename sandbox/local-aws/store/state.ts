import { join } from "node:path";
import { vendorError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/core/ports.ts";
import type { Tables } from "../tables.ts";
import { openLog, readLines, rewriteLog } from "./log.ts";
import { type Row, rowsOf, trim } from "./rows.ts";
import { type Delays, isEverywhere, seenVersion, type Version } from "./spread.ts";
import type { Table } from "./table.ts";

/** A table whose rows can also be written so that everybody sees them at once. */
export interface StateTable<T> extends Table<T> {
  /** Writes without any spreading: for what existed before the local AWS was started. */
  plant(key: string, value: T): void;
}

/** The durable state of a local AWS. */
export interface State {
  table<N extends keyof Tables>(name: N): StateTable<Tables[N]>;
  close(): void;
}

/** What a state needs to know. */
export interface StateOptions {
  /** An existing folder, which this process alone works on. */
  readonly dir: string;
  readonly clock: Clock;
  /** Delays of a table. */
  readonly delays: (table: string) => Delays;
  /** Decides the delays and the flapping. */
  readonly seed: string;
}

/** One line of `state.jsonl`. */
interface Line {
  readonly table: string;
  readonly key: string;
  /** `null`: deleted. */
  readonly value: unknown;
  readonly at: number;
  readonly number: number;
  readonly settled?: true;
}

/** Table → key → versions, as the log tells them. */
type History = Map<string, Map<string, Version[]>>;

/**
 * Opens the state: cuts a torn tail and compacts the log.
 * @throws VendorError LOCAL_STATE_DAMAGED
 */
export function openState(options: StateOptions): State {
  const path = join(options.dir, "state.jsonl");
  const history = readHistory(path);
  rewriteLog(path, compacted(history, options));
  const log = openLog(path);
  const open = new Map<string, unknown>();
  return {
    table<N extends keyof Tables>(name: N) {
      const known = open.get(name);
      if (known !== undefined) return known as StateTable<Tables[N]>;
      const table = makeTable<Tables[N]>(name, history.get(name) ?? new Map(), log.append, options);
      open.set(name, table);
      history.delete(name);
      return table;
    },
    close: () => log.close(),
  };
}

function makeTable<T>(
  name: string,
  history: ReadonlyMap<string, Version[]>,
  append: (line: Line) => void,
  options: StateOptions,
): StateTable<T> {
  const { clock, seed } = options;
  const delays = options.delays(name);
  const rows = rowsOf(history);
  const put = (key: string, value: T | undefined, settled: boolean): void => {
    const now = clock.now();
    rows.forget(key, now, delays);
    const number = (rows.get(key)?.versions.at(-1)?.number ?? 0) + 1;
    const version = { number, writtenAt: now, value, settled };
    append(lineOf(name, key, version));
    rows.add(key, version);
  };
  const newest = ({ versions }: Row): T | undefined => versions.at(-1)?.value as T | undefined;
  const visible = (row: Row, observer: string, now: number): T | undefined => {
    const last = row.versions.at(-1);
    if (last !== undefined && isEverywhere(last, now, delays)) return newest(row);
    const attempt = (row.attempts.get(observer) ?? 0) + 1;
    row.attempts.set(observer, attempt);
    const view = { seed, table: name, key: row.key, observer, now, attempt };
    return seenVersion(row.versions, view, delays) as T | undefined;
  };
  const list = (prefix: string, read: (row: Row) => T | undefined): [string, T][] => {
    const found: [string, T][] = [];
    for (const row of rows.list(prefix)) {
      const value = read(row);
      if (value !== undefined) found.push([row.key, value]);
    }
    return found;
  };
  const one = (key: string, read: (row: Row) => T | undefined): T | undefined => {
    const row = rows.get(key);
    return row && read(row);
  };
  return {
    get: (key) => one(key, newest),
    entries: (prefix = "") => list(prefix, newest),
    set: (key, value) => put(key, value, false),
    delete: (key) => put(key, undefined, false),
    plant: (key, value) => put(key, value, true),
    seen: (key, observer) => one(key, (row) => visible(row, observer, clock.now())),
    seenEntries: (observer, prefix = "") => {
      const now = clock.now();
      return list(prefix, (row) => visible(row, observer, now));
    },
  };
}

function readHistory(path: string): History {
  const history: History = new Map();
  const damaged = (line: number): never => {
    throw vendorError("localStateDamaged", { file: path, line });
  };
  readLines(
    path,
    (value, number) => {
      const line = value as Partial<Line>;
      if (typeof line.table !== "string" || typeof line.key !== "string") damaged(number);
      keep(history, line as Line);
    },
    damaged,
  );
  return history;
}

function keep(history: History, line: Line): void {
  const table = history.get(line.table) ?? new Map<string, Version[]>();
  const versions = table.get(line.key) ?? [];
  const value = line.value ?? undefined;
  versions.push({ number: line.number, writtenAt: line.at, value, settled: line.settled === true });
  table.set(line.key, versions);
  history.set(line.table, table);
}

function* compacted(history: History, options: StateOptions): Generator<Line> {
  const now = options.clock.now();
  for (const [table, rows] of history) {
    const delays = options.delays(table);
    for (const [key, versions] of rows) {
      trim(versions, now, delays);
      const [first] = versions;
      const base = first !== undefined && isEverywhere(first, now, delays);
      if (base && versions.length === 1 && first.value === undefined) {
        rows.delete(key);
        continue;
      }
      if (base) versions[0] = { ...first, settled: true };
      yield* versions.map((version) => lineOf(table, key, version));
    }
  }
}

function lineOf(table: string, key: string, version: Version): Line {
  const line = { table, key, value: version.value ?? null, at: version.writtenAt, number: version.number };
  return version.settled ? { ...line, settled: true } : line;
}
