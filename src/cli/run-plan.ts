import { summarize } from "../access/matrix.ts";
import { logFile } from "../audit/log.ts";
import { diskError } from "../core/disk-error.ts";
import { type VendorError, vendorError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { isImpostor, type MetServer } from "../core/meeting.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import type { Lock, LockHolder } from "../core/ports.ts";
import type { OpenRollBack } from "../engine/open-rollback.ts";
import { execute, finishRollBack } from "../engine/run.ts";
import type { RunContext, RunOutcome } from "../engine/types.ts";
import { usualWait } from "../gates/history.ts";
import { lockPartner } from "../store/locks.ts";
import { type PartnerState, readPartner, unfinishedRuns, writePartner } from "../store/partners.ts";
import { breakLock, sameCommand } from "./break-lock.ts";
import { placeFlags } from "./flags.ts";
import { recordedWaits } from "./gates.ts";
import { handoverOf } from "./handover.ts";
import { completeHidden } from "./hidden.ts";
import { watchInterrupt } from "./interrupt.ts";
import { keepOutcome, type Remembered } from "./keep-outcome.ts";
import type { Aftermath } from "./render/aftermath.ts";
import { type Summary, summaryText } from "./render/summary.ts";
import type { CommandResult } from "./result.ts";
import { newRunId } from "./run-id.ts";
import type { Session } from "./session.ts";
import { duringState, isUnrecorded, settle, settleUnchanged } from "./settle.ts";
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
  /** The partner's own servers, as they were met before; default: none were. */
  readonly servers?: readonly MetServer[];
  /** The roll-back of that plan's run is finished, in place of running it. */
  readonly open?: OpenRollBack;
  /** The lock to break first, where it is held under this id. */
  readonly breakLock?: string | undefined;
  /** The command that goes on with it, where that is not `vendor resume`. */
  readonly goOn?: string;
}

/** What an agreed run goes under. */
interface Locked {
  readonly run: string;
  readonly lock: Lock;
  readonly broke?: LockHolder;
}

/** Runs a plan: under the partner's lock, with the state kept before and after, and an audit record of whatever came of it. */
export async function runPlan(agreed: AgreedRun): Promise<CommandResult> {
  const { session, place, plan, open, servers = [] } = agreed;
  const { host } = session;
  const { store } = place;
  if (open === undefined) await completeHidden(session, plan);
  const run = newRunId(plan.partner, host);
  const broke =
    agreed.breakLock === undefined ? undefined : await breakLock(session, place, agreed.breakLock);
  const asking = { now: host.clock.now(), command: sameCommand(session) };
  const lock = await lockPartner(store.locks, plan.partner, `run ${run}`, asking);
  const locked: Locked = { run, lock, ...(broke === undefined ? {} : { broke }) };
  const interrupt = watchInterrupt(session, resumeCommand(agreed));
  try {
    const before = await readPartner(store, plan.partner);
    const nothing = open === undefined && isNoOp(plan) && !isUnrecorded(agreed, before);
    if (nothing || (await isOvertaken(agreed, before))) return await unchanged(agreed, before);
    await writePartner(store, duringState(agreed, run, before));
    const outcome = await executed(agreed, locked, before, interrupt.signal);
    const { caller, aws } = agreed.connected;
    const kept = await keepOutcome(
      { session, place, caller, aws, outcome, ...locked, servers, resume: resumeCommand(agreed) },
      (audit) => settle(agreed, outcome, before, audit),
    );
    return resultOf(agreed, outcome, kept);
  } finally {
    interrupt.close();
    await lock.release().catch(unlessDisk);
  }
}

/** A disk that takes nothing has stopped the run, which must be told; the lock is nobody's once this process has ended. */
function unlessDisk(thrown: unknown): void {
  if (diskError(thrown) === undefined) throw thrown;
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
  locked: Locked,
  before: PartnerState | undefined,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { session, place, connected, plan, rollback, open } = agreed;
  const { host, sink } = session;
  const sandboxRole = place.config.sandboxAccount?.roleArn;
  const context: RunContext = {
    aws: connected.attended,
    clock: host.clock,
    random: host.random,
    sink,
    ...locked,
    after: unfinishedRuns(before).map((attempt) => attempt.run),
    resumeCommand: resumeCommand(agreed),
    store: place.store,
    hidden: session.hidden.value,
    rollback,
    signal,
    usualWait: usualWait(recordedWaits(logFile(place.config.audit.store), host.disk)),
    ...(host.network === undefined ? {} : { network: host.network }),
    ...(sandboxRole === undefined ? {} : { sandboxRole }),
  };
  return open === undefined ? execute(plan, context) : finishRollBack(plan, open, context);
}

/** Of a test, somebody else's answer at the partner's address is a finding; an onboarding has warned of it. */
function serversError({ command, partner }: Plan, servers: readonly MetServer[]): VendorError | undefined {
  const others = servers.filter(isImpostor);
  if (command !== "test" || others.length === 0) return undefined;
  const named = others.map(({ host, port }) => `${host}:${port}`).join(", ");
  return vendorError("hostKeyFindings", { partner, servers: named });
}

/** The command that goes on with a run after it was interrupted, in the same place. */
function resumeCommand({ session, plan, rollback, goOn }: AgreedRun): string {
  if (goOn !== undefined) return goOn;
  const leave = plan.command === "onboard" && !rollback ? " --no-rollback" : "";
  return `vendor resume ${plan.partner}${leave}${placeFlags(session.options)}`;
}

/** The matrix for programs: each group in numbers, each probe with the requirement that it shows. */
function toJsonMatrix(probes: RunOutcome["probes"]): JsonObject {
  return JSON.parse(JSON.stringify({ ...summarize(probes), probes })) as JsonObject;
}

/** Which record is signed, by which key. */
function signedMember(signature: Remembered["signature"]): JsonObject {
  if (signature === undefined) return {};
  const { seq, key, algorithm, fingerprint } = signature;
  return { signature: { seq, key, algorithm, fingerprint } };
}

/** A plan of no changes is nothing to run. */
async function unchanged(agreed: AgreedRun, before: PartnerState | undefined): Promise<CommandResult> {
  const { plan, session } = agreed;
  await settleUnchanged(agreed, before);
  const text = unchangedText(session, plan);
  return { outcome: "no-changes", partner: plan.partner, text, data: { plan: plan.digest } };
}

function unchangedText({ outStyle }: Session, { partner }: Plan): string {
  return `${outStyle.good("✓")} No changes: ${partner} is as asked for.`;
}

function resultOf(agreed: AgreedRun, outcome: RunOutcome, kept: Remembered): CommandResult {
  const { session, place, plan, servers = [] } = agreed;
  const { audit, signature } = kept;
  const found = outcome.outcome === "done" ? serversError(plan, servers) : undefined;
  // A run that was interrupted says so itself: what is missing of it is no surprise.
  const error = outcome.outcome === "interrupted" ? outcome.error : (kept.error ?? outcome.error ?? found);
  const log = logFile(place.config.audit.store);
  const done = outcome.outcome === "done" && audit !== undefined && kept.error === undefined;
  const handed = done && plan.command === "onboard" ? handoverOf(plan, outcome.outputs) : undefined;
  const summary: Summary = {
    outcome,
    log,
    seq: audit?.seq ?? 0,
    ...(signature === undefined ? {} : { signedBy: signature.key }),
    flags: placeFlags(session.options),
    ...(handed === undefined ? {} : { handed }),
    servers,
    ...(place.local === undefined ? {} : { local: place.local }),
  };
  return {
    outcome: kept.error !== undefined ? "interrupted" : found === undefined ? outcome.outcome : "findings",
    partner: plan.partner,
    run: outcome.run,
    data: {
      plan: plan.digest,
      outputs: outcome.outputs,
      ...(handed === undefined ? {} : { handover: { ...handed } }),
      left: outcome.left.map((one) => ({ ...one })),
      ...(plan.command === "test" ? { matrix: toJsonMatrix(outcome.probes) } : {}),
      ...(servers.length === 0 ? {} : { servers: servers as unknown as Json }),
      ...(audit === undefined ? {} : { audit: { log, ...audit, ...signedMember(signature) } }),
    },
    ...(done || outcome.outcome === "findings" ? { text: summaryText(summary, session.outStyle) } : {}),
    ...(outcome.outcome === "no-changes" ? { text: unchangedText(session, plan) } : {}),
    ...(error === undefined ? {} : { error }),
    ...(error === undefined || error === found || outcome.outcome === "findings"
      ? {}
      : { aftermath: aftermathOf(agreed, outcome, audit) }),
  };
}

/** What a run that failed leaves behind. */
function aftermathOf(agreed: AgreedRun, outcome: RunOutcome, audit: Remembered["audit"]): Aftermath {
  const { session, place, rollback } = agreed;
  return {
    outcome,
    rollback,
    ...(audit === undefined ? {} : { audit: { log: logFile(place.config.audit.store), seq: audit.seq } }),
    again: sameCommand(session),
    resume: resumeCommand(agreed),
  };
}
