import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { verifyLog } from "../../src/audit/verify.ts";

/** What comes anew with every run, or says nothing of what a partner can do. */
const UNTOLD = new Set([
  "createdAt",
  "changedAt",
  "accessedAt",
  "modifiedAt",
  "importedAt",
  "initiatedAt",
  "sequence",
  "segments",
  "etag",
  "versionId",
  "grantId",
  "token",
  "id",
  "hostKeys",
  "sealed",
  "checksum",
  "uploadId",
]);
/** Present or not is all that is told. */
const TOLD_ONLY_AS_SET = new Set(["deletedAt", "deletionDate", "granteeId"]);
const SKIPPED_TABLES = new Set(["sts.sessions", "iam.accessKeys"]);

/**
 * All that a closed local AWS holds, one line a row, in an order of its own: without times and ids, so that two of them
 * are alike if nobody could tell them apart by what exists and who may do what.
 */
export function awsState(dir: string): readonly string[] {
  return numbered(awsRows(join(dir, "aws")));
}

/** The same for the local AWS of a folder, generated keys not yet replaced by who shares them. */
export function awsRows(dir: string): readonly string[] {
  const rows = new Map<string, { table: string; key: string; value: unknown }>();
  for (const text of readFileSync(join(dir, "state.jsonl"), "utf8").split("\n")) {
    if (text === "") continue;
    const line = JSON.parse(text) as { table: string; key: string; value: unknown };
    rows.set(`${line.table} ${line.key}`, line);
  }
  const names = roleNames([...rows.values()]);
  const told = [...rows.values()]
    .filter(({ table, value }) => value !== null && !SKIPPED_TABLES.has(table))
    // AWS makes it with an account's first secret, and nobody removes it.
    .filter(({ value }) => !JSON.stringify(value).includes('"alias/aws/secretsmanager"'))
    .map(({ table, value }) => `${table} ${withIdsNamed(JSON.stringify(plain(value)), names)}`);
  return told.toSorted();
}

function roleNames(rows: readonly { table: string; value: unknown }[]): ReadonlyMap<string, string> {
  const roles = rows.filter(({ table, value }) => table === "iam.roles" && value !== null);
  return new Map(
    roles.map(({ value }) => {
      const { id, name } = value as { id: string; name: string };
      return [id, name];
    }),
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => !UNTOLD.has(name))
    .map(([name, member]) => [name, TOLD_ONLY_AS_SET.has(name) ? "set" : plain(member)] as const)
    // A secret's versions are keyed by ids.
    .map(
      ([name, member]) => [/^[0-9a-f-]{36}$|^[0-9a-f]{64}$/.test(name) ? "version" : name, member] as const,
    );
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function withIdsNamed(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .replace(/A(?:ROA|IDA)[A-Z0-9]{17}/g, (id) => `<id of ${names.get(id) ?? "nobody"}>`)
    .replace(/(:secret:[\w/+=.@-]+)-[A-Za-z0-9]{6}(?=")/g, "$1-??????");
}

/** Generated keys differ from run to run; which rows hold the same one must not. */
export function numbered(lines: readonly string[]): readonly string[] {
  const keys = new Map<string, string>();
  const name = (key: string): string => {
    if (!keys.has(key)) keys.set(key, `<key ${keys.size + 1}>`);
    return keys.get(key) ?? "";
  };
  return lines.map((line) => line.replace(/ssh-ed25519 [A-Za-z0-9+/=]+/g, name));
}

/** What the product keeps of its partners: without times and ids. */
export function storeState(dir: string): readonly string[] {
  const folder = join(dir, "home", ".vendor", "partners");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((file) => `${file} ${stateLine(readFileSync(join(folder, file), "utf8"))}`);
}

/** Members of a partner's state, at any depth, that come anew with every run. */
const OF_A_RUN = ["run", "audit", "since", "until"];

/** A partner's state without times and ids. */
export function stateLine(text: string): string {
  return JSON.stringify(JSON.parse(text), (name, value: unknown) =>
    OF_A_RUN.includes(name) ? undefined : value,
  );
}

/** What must be nowhere once everything has ended: locks, half-written files, a broken audit chain, private keys. */
export function litter(dir: string): readonly string[] {
  const store = join(dir, "home", ".vendor");
  const files = existsSync(store) ? filesUnder(store) : [];
  const found: string[] = [];
  for (const file of files) {
    const name = file.slice(store.length + 1);
    if (/\.lock(\.|$)|\.new$/.test(name)) found.push(`left behind: ${name}`);
    if (readFileSync(file, "utf8").includes("PRIVATE KEY")) found.push(`private key in ${name}`);
  }
  const log = join(store, "audit", "log.jsonl");
  if (existsSync(log)) {
    const { ok, findings } = verifyLog(readFileSync(log));
    if (!ok) found.push(`audit chain: ${findings.map(({ message }) => message).join("; ")}`);
  }
  return found;
}

/** The outcome that the last audit record tells; `none` without one. */
export function lastOutcome(dir: string): string {
  const log = join(dir, "home", ".vendor", "audit", "log.jsonl");
  const line = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").at(-1) : undefined;
  return line === undefined || line === ""
    ? "none"
    : String((JSON.parse(line) as { outcome?: unknown }).outcome);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
