import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Argument, Option } from "commander";
import type { Config } from "../../runbook/types.ts";
import type { Host } from "../host.ts";
import type { Line } from "./line.ts";
import { FILES } from "./scripts.ts";

/** A word that could be typed, and what it means. */
export type Candidate = readonly [value: string, meaning?: string];

type Source = (host: Host, line: Line) => Promise<readonly Candidate[] | typeof FILES>;

const files: Source = async () => FILES;

/** Where the values of an argument or an option come from, by the placeholder that its help shows. */
const SOURCES: Readonly<Record<string, Source>> = {
  partner: partners,
  partners,
  who: partners,
  run: partners,
  runbook: runbooks,
  file: files,
  path: files,
  folder: files,
  case: files,
};

/** The values that `of` can have: its choices, or what its placeholder stands for. */
export async function valuesOf(
  host: Host,
  line: Line,
  of: Argument | Option,
): Promise<readonly Candidate[] | typeof FILES> {
  if (of.argChoices !== undefined) return of.argChoices.map((choice) => [choice]);
  const placeholder = "flags" in of ? (/[<[]([\w-]+)/.exec(of.flags)?.[1] ?? "") : of.name();
  return (await SOURCES[placeholder]?.(host, line)) ?? [];
}

async function partners(host: Host, line: Line): Promise<readonly Candidate[]> {
  const [{ listPartners }, { openStore }] = await Promise.all([
    import("../../store/partners.ts"),
    import("../../store/store.ts"),
  ]);
  const store = await storeFolder(host, line);
  if (store === undefined) return [];
  const states = await listPartners(openStore(store, host));
  return states.map(({ partner, state, runbook }) => [partner, `${state}, ${runbook.name}`]);
}

async function storeFolder(host: Host, line: Line): Promise<string | undefined> {
  if (!line.given.has("--local")) return (await configAt(host, line))?.store;
  const { localFolder } = await import("../local/state.ts");
  return resolve(localFolder(host.cwd), "store");
}

async function configAt({ cwd }: Host, { given }: Line): Promise<Config | undefined> {
  const { findConfig, loadConfig } = await import("../../runbook/config.ts");
  const path = given.get("--config");
  return path === undefined && findConfig(cwd) === undefined ? undefined : loadConfig({ path, cwd });
}

/** By the names of their files: reading each would take longer than a shell should wait. */
async function runbooks(host: Host, line: Line): Promise<readonly Candidate[]> {
  const own = line.given.has("--local") ? [] : ((await configAt(host, line))?.runbooks ?? []);
  const names = [...own, host.runbooks].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).flatMap((file) => /^(.+)\.ya?ml$/.exec(file)?.[1] ?? []) : [],
  );
  return [...new Set(names)].map((name) => [name]);
}
