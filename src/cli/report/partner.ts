import type { AuditRecord } from "../../audit/chain.ts";
import { lastMet } from "../../audit/last-met.ts";
import type { SignedBy } from "../../audit/signed-by.ts";
import { VendorError } from "../../core/errors.ts";
import type { Plan } from "../../core/plan.ts";
import { readPlan } from "../../engine/begun.ts";
import type { PathWaits } from "../../gates/history.ts";
import type { PartnerState } from "../../store/partners.ts";
import type { Store } from "../../store/store.ts";
import { objects, shown } from "../render/record-fields.ts";
import { accessOf } from "./access.ts";
import { changeBetween } from "./changes.ts";
import type { PartnerFacts, RunFacts } from "./facts.ts";
import { timelineOf } from "./timeline.ts";

/** What is read beside a partner's records. */
export interface PartnerSources {
  readonly store: Store;
  /** How long each path has taken in all recorded runs but this one. */
  usual(but: AuditRecord): readonly PathWaits[];
  signed(record: AuditRecord): SignedBy | undefined;
}

/** Everything that is recorded of one partner. @param records its own, oldest first */
export function partnerFacts(
  state: PartnerState,
  records: readonly AuditRecord[],
  { store, usual, signed }: PartnerSources,
): PartnerFacts {
  const missing: string[] = [];
  const runs: RunFacts[] = [];
  let before: { readonly plan: Plan; readonly run: string } | undefined;
  for (const record of records) {
    const plan = planOf(store, record, missing);
    const wants = plan !== undefined && plan.command !== "test";
    runs.push({
      record,
      ...(plan === undefined ? {} : { plan, timeline: timelineOf(record, plan, usual(record)) }),
      ...(wants ? { change: changeBetween(before?.plan, plan) } : {}),
      ...(wants && before !== undefined ? { since: before.run } : {}),
    });
    if (wants && isKept(record)) before = { plan, run: shown(record.run) };
  }
  const given = runs.findLast(({ plan, record }) => plan !== undefined && gives(plan) && isKept(record));
  const access = given?.plan === undefined ? undefined : accessOf(given.plan);
  runs.reverse();
  const certified = records.findLast(({ type }) => type === "certificate");
  const met = lastMet(records, state);
  const signature = certified === undefined ? undefined : signed(certified);
  return {
    state,
    runs,
    ...(access === undefined || given === undefined
      ? {}
      : { access: { access, run: shown(given.record.run), at: shown(given.record.finishedAt) } }),
    tested: lastTests(runs),
    ...(met === undefined ? {} : { met }),
    ...(certified === undefined
      ? {}
      : { certificate: { record: certified, ...(signature === undefined ? {} : { signed: signature }) } }),
    missing: [...new Set(missing)],
  };
}

/** @param runs newest first */
function lastTests(runs: readonly RunFacts[]): readonly RunFacts[] {
  const tested = runs.filter(({ record }) => objects(record.probes).length > 0);
  return tested.filter(
    ({ record }, index) => tested.findIndex((run) => run.record.type === record.type) === index,
  );
}

function gives({ command }: Plan): boolean {
  return command === "onboard" || command === "adopt";
}

/** Whether what the run asked for is what is there since. */
function isKept({ outcome }: AuditRecord): boolean {
  return outcome === "done" || outcome === "no-changes";
}

function planOf(store: Store, { run }: AuditRecord, missing: string[]): Plan | undefined {
  try {
    return readPlan(store, shown(run));
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    missing.push(`The plan of run ${shown(run)}: ${error.message}`);
    return undefined;
  }
}
