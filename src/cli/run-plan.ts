import { appendRecord, logFile } from "../audit/log.ts";
import { recordOf } from "../audit/record.ts";
import { vendorError } from "../core/errors.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { execute } from "../engine/run.ts";
import type { RunOutcome } from "../engine/types.ts";
import { lockPartner } from "../store/locks.ts";
import {
  type PartnerState,
  type PartnerStatus,
  readPartner,
  removePartner,
  unfinishedRuns,
  writePartner,
} from "../store/partners.ts";
import { placeFlags } from "./flags.ts";
import { handoverOf } from "./handover.ts";
import { watchInterrupt } from "./interrupt.ts";
import { type Summary, summaryText } from "./render/summary.ts";
import type { CommandResult } from "./result.ts";
import { newRunId } from "./run-id.ts";
import type { Session } from "./session.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** A plan that was agreed to, and where it runs. */
export interface AgreedRun {
  readonly session: Session;
  readonly place: Workplace;
  readonly connected: Connected;
  readonly plan: Plan;
  /** The partner's state that the plan was made by. */
  readonly seen: PartnerState | undefined;
  /** Makes the plan again. */
  replan(): Promise<Plan>;
  readonly rollback: boolean;
}

/** What a state says while a command's run is under way, and once it is done. */
const STATES = {
  onboard: { during: "onboarding", after: "live" },
  offboard: { during: "offboarding", after: "offboarded" },
} as const satisfies Record<Plan["command"], { during: PartnerStatus; after: PartnerStatus }>;

/** Runs a plan: under the partner's lock, with the state kept before and after, and an audit record of whatever came of it. */
export async function runPlan(agreed: AgreedRun): Promise<CommandResult> {
  const { session, place, plan } = agreed;
  const { host } = session;
  const { store } = place;
  const run = newRunId(plan.partner, host);
  const lock = await lockPartner(store.locks, plan.partner, `run ${run}`);
  const interrupt = watchInterrupt(session, resumeCommand(agreed));
  try {
    const before = await readPartner(store, plan.partner);
    if (isNoOp(plan) || (await isOvertaken(agreed, before))) return await unchanged(agreed, before);
    await writePartner(store, duringState(agreed, run, before));
    const outcome = await executed(agreed, run, before, interrupt.signal);
    const record = await appendRecord(
      logFile(place.config.audit.store),
      recordOf(outcome, { caller: agreed.connected.caller, tool: session.tool }),
      host,
    );
    const audit = { seq: record.seq, hash: record.hash };
    await settle(agreed, outcome, before, audit);
    return resultOf(agreed, outcome, audit);
  } finally {
    interrupt.close();
    await lock.release();
  }
}

/**
 * Whether another run has meanwhile done what was agreed to.
 * @throws VendorError `partnerMoved` where it has done something else
 */
async function isOvertaken(
  { seen, plan, replan }: AgreedRun,
  before: PartnerState | undefined,
): Promise<boolean> {
  if (before?.run === seen?.run && before?.state === seen?.state) return false;
  const current = await replan();
  if (isNoOp(current)) return true;
  if (current.digest === plan.digest) return false;
  throw vendorError("partnerMoved", { partner: plan.partner, run: before?.run ?? "another run" });
}

async function executed(
  agreed: AgreedRun,
  run: string,
  before: PartnerState | undefined,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { session, place, connected, plan, rollback } = agreed;
  const { host, sink } = session;
  const sandboxRole = place.config.sandboxAccount?.roleArn;
  return execute(plan, {
    aws: connected.attended,
    clock: host.clock,
    random: host.random,
    sink,
    run,
    after: unfinishedRuns(before).map((attempt) => attempt.run),
    resumeCommand: resumeCommand(agreed),
    store: place.store,
    rollback,
    signal,
    ...(sandboxRole === undefined ? {} : { sandboxRole }),
  });
}

/** The command that goes on with a run after it was interrupted, in the same place. */
function resumeCommand({ session, plan, rollback }: AgreedRun): string {
  const leave = plan.command === "onboard" && !rollback ? " --no-rollback" : "";
  return `vendor resume ${plan.partner}${leave}${placeFlags(session.options)}`;
}

function stateOf({ session, plan }: AgreedRun, run: string, state: PartnerStatus): PartnerState {
  const { partner, runbook, owner, inputs, options } = plan;
  return {
    partner,
    state,
    runbook,
    owner,
    inputs,
    options,
    run,
    since: new Date(session.host.clock.now()).toISOString(),
  };
}

/** While a run is under way, and after it where it did not get to its end: with all that is needed to go on. */
function duringState(agreed: AgreedRun, run: string, before: PartnerState | undefined): PartnerState {
  const state = stateOf(agreed, run, STATES[agreed.plan.command].during);
  const attempts = unfinishedRuns(before);
  const settled = attempts.length === 0 ? before : before?.settled;
  return {
    ...state,
    ...(attempts.length === 0 ? {} : { attempts }),
    ...(settled === undefined ? {} : { settled }),
  };
}

/** Keeps where the partner stands now. What was rolled back stands where it stood before. */
async function settle(
  agreed: AgreedRun,
  outcome: RunOutcome,
  before: PartnerState | undefined,
  audit: { seq: number; hash: string },
): Promise<void> {
  const { store } = agreed.place;
  const { command, partner } = agreed.plan;
  if (outcome.outcome === "rolled-back" && outcome.left.length === 0) {
    const earlier = before?.state === "onboarding" ? before.settled : before;
    return earlier === undefined ? removePartner(store, partner) : writePartner(store, { ...earlier, audit });
  }
  const done = outcome.outcome === "done" || outcome.outcome === "no-changes";
  const state = done
    ? stateOf(agreed, outcome.run, STATES[command].after)
    : duringState(agreed, outcome.run, before);
  return writePartner(store, { ...state, audit });
}

/** A plan of no changes is nothing to run; a state that was lost is written again. */
async function unchanged(agreed: AgreedRun, before: PartnerState | undefined): Promise<CommandResult> {
  const { plan, place, session } = agreed;
  const after = STATES[plan.command].after;
  if (before?.state !== after)
    await writePartner(
      place.store,
      stateOf(agreed, before?.run ?? newRunId(plan.partner, session.host), after),
    );
  return {
    outcome: "no-changes",
    partner: plan.partner,
    text: `${session.outStyle.good("✓")} No changes: ${plan.partner} is as asked for.`,
    data: { plan: plan.digest },
  };
}

function resultOf(
  { session, place, plan }: AgreedRun,
  outcome: RunOutcome,
  audit: { seq: number; hash: string },
): CommandResult {
  const log = logFile(place.config.audit.store);
  const done = outcome.outcome === "done";
  const handed = done && plan.command === "onboard" ? handoverOf(plan, outcome.outputs) : undefined;
  const summary: Summary = {
    outcome,
    log,
    seq: audit.seq,
    flags: placeFlags(session.options),
    ...(handed === undefined ? {} : { handed }),
    ...(place.local === undefined ? {} : { local: place.local }),
  };
  return {
    outcome: outcome.outcome,
    partner: plan.partner,
    run: outcome.run,
    data: {
      plan: plan.digest,
      outputs: outcome.outputs,
      ...(handed === undefined ? {} : { handover: { ...handed } }),
      left: outcome.left,
      audit: { log, ...audit },
    },
    ...(done ? { text: summaryText(summary, session.outStyle) } : {}),
    ...(outcome.error === undefined ? {} : { error: outcome.error }),
  };
}
