import { join } from "node:path";
import { writeWhole } from "../core/disk.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { RunbookReference } from "../core/plan.ts";
import { misshapen, readJsonFile } from "./json-file.ts";
import type { Store } from "./store.ts";

/**
 * Where a partner stands. Those in `…ing` last while a run does, and after one that was interrupted. `adopted`: what
 * was nobody's carries its tags, and nothing of it was tested yet.
 */
export type PartnerStatus =
  | "adopting"
  | "adopted"
  | "onboarding"
  | "live"
  | "testing"
  | "offboarding"
  | "offboarded";

/** What is kept of a partner beside AWS: what was asked for, and by which run. */
export interface PartnerState {
  readonly partner: string;
  readonly state: PartnerStatus;
  readonly runbook: RunbookReference;
  readonly owner: string;
  readonly inputs: JsonObject;
  /** What the command was asked beside that, so that an interrupted run can be repeated. */
  readonly options: JsonObject;
  /** The run that led here; absent while the first one is under way. */
  readonly run?: string;
  /** Runs before that one that did not get to their end, oldest first, and what they were to make. */
  readonly attempts?: readonly Attempt[];
  /** Where it stood before the first of these runs; absent where it is new. */
  readonly settled?: PartnerState;
  /** Since when it is in this state; ISO time. */
  readonly since: string;
  /** Its access test was left out, and none has passed since. */
  readonly untested?: Untested;
  /** When it lived without a test that passed, oldest first: kept for ever. */
  readonly livedUntested?: readonly LivedUntested[];
  /** Its last audit record. */
  readonly audit?: { readonly seq: number; readonly hash: string };
}

/** Since when (ISO time) a partner lives without a test that passed, and why. */
export interface Untested {
  readonly since: string;
  readonly reason: string;
}

/** From when until when (ISO times) a partner lived without a test that passed, and why. */
export interface LivedUntested extends Untested {
  readonly until: string;
}

/** A run that did not get to its end. */
export interface Attempt {
  readonly run: string;
  readonly runbook: string;
  readonly inputs: JsonObject;
}

/** Whether the last run on a partner did not get to its end, or goes on now. */
export function isUnderWay({ state }: Pick<PartnerState, "state">): boolean {
  return ["adopting", "onboarding", "testing", "offboarding"].includes(state);
}

/** Whether what exists of a partner may be untested, whatever it looks like. */
export function isUntested({ state }: Pick<PartnerState, "state">): boolean {
  return state === "adopting" || state === "adopted" || state === "onboarding";
}

/** The runs that did not get to their end since `state` was settled; none where it is. */
export function unfinishedRuns(state: PartnerState | undefined): readonly Attempt[] {
  if (state === undefined || !isUnderWay(state)) return [];
  const { attempts = [], run, runbook, inputs } = state;
  return [...attempts, ...(run === undefined ? [] : [{ run, runbook: runbook.name, inputs }])];
}

/** The runs by which something of a partner may exist: the last that was settled, and every one since. */
export function recordedRuns(state: PartnerState | undefined): readonly string[] {
  if (state === undefined || state.state === "offboarded") return [];
  const { settled, run } = state;
  const before = settled === undefined ? [] : recordedRuns(settled);
  const since = isUnderWay(state) ? unfinishedRuns(state).map((attempt) => attempt.run) : [];
  return [...new Set([...before, ...since, ...(run === undefined ? [] : [run])])];
}

/** The inputs by which something of a partner may exist: of its last settled state, and of every run since. */
export function recordedInputs(state: PartnerState, runbook: string): readonly JsonObject[] {
  const { settled } = state;
  const last = { runbook: state.runbook.name, inputs: state.inputs };
  const before =
    settled === undefined
      ? []
      : [{ runbook: settled.runbook.name, inputs: settled.inputs, state: settled.state }];
  return [...before.filter((source) => source.state !== "offboarded"), ...(state.attempts ?? []), last]
    .filter((source) => source.runbook === runbook)
    .map((source) => source.inputs);
}

/** The state of `partner`, or `undefined` where it was never onboarded from this store. @throws VendorError `storeBroken` */
export async function readPartner(store: Store, partner: string): Promise<PartnerState | undefined> {
  const file = fileOf(store, partner);
  const value = readJsonFile(store, file);
  if (value !== undefined && !isPartnerState(value)) throw misshapen(file);
  return value;
}

/** Keeps the state of a partner, in place of what was kept before. */
export async function writePartner(store: Store, state: PartnerState): Promise<void> {
  writeWhole(store.disk, fileOf(store, state.partner), `${JSON.stringify(state, undefined, 2)}\n`);
}

/** Forgets a partner of which nothing is left and nothing was certified. */
export async function removePartner(store: Store, partner: string): Promise<void> {
  const file = fileOf(store, partner);
  if (store.disk.stat(file) === undefined) return;
  store.disk.remove(file);
  store.disk.sync(join(store.folder, FOLDER));
}

/** All partners of the store, by name. @throws VendorError `storeBroken` */
export async function listPartners(store: Store): Promise<PartnerState[]> {
  const names = store.disk.list(join(store.folder, FOLDER));
  const partners = names.filter((name) => name.endsWith(".json"));
  const states = await Promise.all(
    partners.map((name) => readPartner(store, name.slice(0, -".json".length))),
  );
  return states.filter((state) => state !== undefined);
}

const FOLDER = "partners";

function fileOf({ folder }: Store, partner: string): string {
  return join(folder, FOLDER, `${partner}.json`);
}

const STATES: readonly unknown[] = [
  "adopting",
  "adopted",
  "onboarding",
  "live",
  "testing",
  "offboarding",
  "offboarded",
] satisfies PartnerStatus[];

function isPartnerState(value: unknown): value is PartnerState {
  if (!isJsonObject(value)) return false;
  const { partner, state, runbook, owner, inputs, options, since } = value;
  return (
    [partner, owner, since].every((member) => typeof member === "string") &&
    STATES.includes(state) &&
    [runbook, inputs, options].every(isJsonObject) &&
    typeof (runbook as JsonObject).from === "string"
  );
}
