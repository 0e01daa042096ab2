import { join } from "node:path";
import { vendorError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/core/ports.ts";
import type { Tables } from "../tables.ts";
import { openLog, readLines, rewriteLog } from "./log.ts";
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

type Rows = Map<string, Version[]>;

/**
 * Opens the state: cuts a torn tail and compacts the log.
 * @throws VendorError LOCAL_STATE_DAMAGED
 */
export function openState(options: StateOptions): State {
  const path = join(options.dir, "state.jsonl");
  const tables = readTables(path);
  rewriteLog(path, compacted(tables, options));
  const log = openLog(path);
  const write = (line: Line): void => {
    log.append(line);
    keep(rowsOf(tables, line.table), line);
  };
  const open = new Map<string, unknown>();
  return {
    table<N extends keyof Tables>(name: N) {
      const table = open.get(name) ?? makeTable<Tables[N]>(name, rowsOf(tables, name), write, options);
      open.set(name, table);
      return table as StateTable<Tables[N]>;
    },
    close: () => log.close(),
  };
}

function makeTable<T>(
  name: string,
  rows: Rows,
  write: (line: Line) => void,
  options: StateOptions,
): StateTable<T> {
  const attempts = new Map<string, number>();
  const put = (key: string, value: T | null, settled: boolean): void => {
    const versions = rows.get(key) ?? [];
    trim(versions, options.clock.now(), options.delays(name));
    const number = (versions.at(-1)?.number ?? 0) + 1;
    const line = { table: name, key, value, at: options.clock.now(), number };
    write(settled ? { ...line, settled } : line);
  };
  const current = (key: string): T | undefined => rows.get(key)?.at(-1)?.value as T | undefined;
  const seen = (key: string, observer: string): T | undefined => {
    const versions = rows.get(key);
    if (versions === undefined) return undefined;
    const now = options.clock.now();
    const delays = options.delays(name);
    const last = versions.at(-1);
    if (last !== undefined && isEverywhere(last, now, delays)) return last.value as T | undefined;
    const counter = `${observer}\n${key}`;
    const attempt = (attempts.get(counter) ?? 0) + 1;
    attempts.set(counter, attempt);
    const view = { seed: options.seed, table: name, key, observer, now, attempt };
    return seenVersion(versions, view, delays) as T | undefined;
  };
  const list = (prefix: string, read: (key: string) => T | undefined): [string, T][] =>
    [...rows.keys()]
      .filter((key) => key.startsWith(prefix))
      .sort()
      .flatMap((key): [string, T][] => {
        const value = read(key);
        return value === undefined ? [] : [[key, value]];
      });
  return {
    get: current,
    entries: (prefix = "") => list(prefix, current),
    set: (key, value) => put(key, value, false),
    delete: (key) => put(key, null, false),
    plant: (key, value) => put(key, value, true),
    seen,
    seenEntries: (observer, prefix = "") => list(prefix, (key) => seen(key, observer)),
  };
}

function readTables(path: string): Map<string, Rows> {
  const tables = new Map<string, Rows>();
  const damaged = (line: number): never => {
    throw vendorError("localStateDamaged", { file: path, line });
  };
  readLines(
    path,
    (value, number) => {
      const line = value as Partial<Line>;
      if (typeof line.table !== "string" || typeof line.key !== "string") damaged(number);
      keep(rowsOf(tables, line.table as string), line as Line);
    },
    damaged,
  );
  return tables;
}

function rowsOf(tables: Map<string, Rows>, name: string): Rows {
  const rows = tables.get(name) ?? new Map<string, Version[]>();
  tables.set(name, rows);
  return rows;
}

function keep(rows: Rows, line: Line): void {
  const { number, at: writtenAt, value } = line;
  const version = { number, writtenAt, value: value ?? undefined, settled: line.settled === true };
  const versions = rows.get(line.key);
  if (versions === undefined) rows.set(line.key, [version]);
  else versions.push(version);
}

/** Forgets, in place, the versions that nobody can see any more. */
function trim(versions: Version[], now: number, delays: Delays): void {
  const newest = versions.findLastIndex((version) => isEverywhere(version, now, delays));
  if (newest > 0) versions.splice(0, newest);
}

function* compacted(tables: Map<string, Rows>, options: StateOptions): Generator<Line> {
  const now = options.clock.now();
  for (const [table, rows] of tables) {
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
