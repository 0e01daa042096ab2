import { patientAws } from "../aws/patient.ts";
import { codeOf, type VendorError, vendorError } from "../core/errors.ts";
import { openPatience } from "../core/patience.ts";
import { isNoOp, type Left, type Phase, type Plan } from "../core/plan.ts";
import type { Scope } from "../resources/kind.ts";
import { asVendorError } from "./as-error.ts";
import { type Begun, begunBy, withOwn } from "./begun.ts";
import { openBindings } from "./bindings.ts";
import { earlierRuns } from "./earlier.ts";
import { JOURNAL_FORMAT, type Journal, keepPlan, openJournal } from "./journal.ts";
import { type OpenRollBack, recalledError } from "./open-rollback.ts";
import { namesOf, type PhaseContext, runPhase } from "./phase.ts";
import { rollBack } from "./rollback.ts";
import { waitUntilSeen } from "./seen.ts";
import type { CallRecord, RunContext, RunOutcome } from "./types.ts";

/**
 * Executes a plan. It never throws for what AWS answers: the outcome says how it ended, with the error, so that an audit
 * record can be written of every run. A failed onboarding is rolled back; a failed offboarding stays where it is, since
 * frozen is safer than live.
 */
export async function execute(plan: Plan, context: RunContext): Promise<RunOutcome> {
  return recorded(plan, context, async (running, log) =>
    isNoOp(plan) ? { outcome: "no-changes" } : runPhases(plan, running, log),
  );
}

/**
 * Finishes the roll-back of a run that did not get to its end: `plan` is that run's. It ends as that run would have.
 */
export async function finishRollBack(
  plan: Plan,
  open: OpenRollBack,
  context: RunContext,
): Promise<RunOutcome> {
  const { phase, reason, message, hint } = open;
  return recorded(plan, context, async (running, log) => {
    running.journal.write({ type: "rollback", phase, reason, message, hint });
    return undo(recalledError(open), running.inherited, plan, running, log);
  });
}

/** Does the work of a run, and tells how it ended. */
type Work = (running: Running, log: Log) => Promise<Ending>;

async function recorded(plan: Plan, context: RunContext, work: Work): Promise<RunOutcome> {
  const { run, store, after } = context;
  const startedAt = isoNow(context);
  const inherited = begunBy(store, after);
  const earlier = earlierRuns(store, after);
  const log: Log = { calls: [], gates: [], probes: [], outputs: {}, left: [] };
  const ending = await journaled(plan, context, inherited, log, work).catch((thrown: unknown): Ending => {
    const error = asVendorError(thrown);
    if (!error.stops) throw thrown;
    return { outcome: "interrupted", error: stopped(error, context) };
  });
  return { run, plan, startedAt, finishedAt: isoNow(context), earlier, ...log, ...ending };
}

/** Journals a run from its beginning to its end. */
async function journaled(
  plan: Plan,
  context: RunContext,
  inherited: Begun,
  log: Log,
  work: Work,
): Promise<Ending> {
  const { clock, sink, run, store, after, broke } = context;
  const { command, partner } = plan;
  const journal = openJournal(store, run, clock);
  keepPlan(plan, store, run);
  const lock = broke === undefined ? {} : { broke };
  journal.write({
    type: "begin",
    format: JOURNAL_FORMAT,
    run,
    plan: plan.digest,
    command,
    partner,
    after,
    ...lock,
  });
  sink.emit({ type: "run.started", run, command, partner, plan: plan.digest });
  const ending = await work({ ...context, journal, inherited }, log);
  try {
    journal.write({ type: "end", outcome: ending.outcome });
  } catch (thrown) {
    // What went wrong before is what must be told.
    if (ending.error === undefined) throw thrown;
  }
  return ending;
}

/** What a run collects for its outcome. */
interface Log {
  readonly calls: CallRecord[];
  readonly gates: RunOutcome["gates"][number][];
  readonly probes: RunOutcome["probes"][number][];
  outputs: Readonly<Record<string, string>>;
  left: readonly Left[];
}

type Ending = Pick<RunOutcome, "outcome" | "error">;

/** A run that has begun. */
interface Running extends RunContext {
  readonly journal: Journal;
  readonly inherited: Begun;
}

async function runPhases(plan: Plan, context: Running, log: Log): Promise<Ending> {
  for (const phase of plan.phases) {
    context.journal.write({ type: "phase", phase: phase.name });
    const inPhase = phaseContext(plan, phase, context, log);
    try {
      await runPhase(phase, inPhase);
      if (phase.name === "live") await waitUntilSeen(phase, inPhase);
      log.outputs = inPhase.bindings.outputs();
    } catch (thrown) {
      return endBadly(thrown, phase, inPhase, plan, context, log);
    }
  }
  return plan.command === "test" ? withFindings(plan, log) : { outcome: "done" };
}

/** A test of a partner that lives goes through to its end, so that nothing of it is left, and then tells what it found. */
function withFindings({ partner }: Plan, { probes }: Log): Ending {
  const failed = probes.filter((result) => !result.ok);
  if (failed.length === 0) return { outcome: "done" };
  const error = vendorError("accessFindings", { partner, failed: failed.length, probes: namesOf(failed) });
  return { outcome: "findings", error };
}

async function endBadly(
  thrown: unknown,
  phase: Phase,
  inPhase: PhaseContext,
  plan: Plan,
  context: Running,
  log: Log,
): Promise<Ending> {
  if (context.signal.aborted) return interrupted(context);
  const error = asVendorError(thrown);
  if (error.stops) return { outcome: "interrupted", error: stopped(error, context) };
  if (plan.command === "offboard" || !context.rollback) return { outcome: "failed", error };
  const { code: reason, message, hint } = error;
  context.journal.write({ type: "rollback", phase: phase.name, reason, message, hint });
  const begun = withOwn(context.inherited, phase, inPhase, log.calls);
  return undo(error, begun, plan, context, log, inPhase);
}

/** Rolls back what was begun; the phase that failed goes on with what it knows. */
async function undo(
  error: VendorError,
  begun: Begun,
  plan: Plan,
  context: Running,
  log: Log,
  failed?: PhaseContext,
): Promise<Ending> {
  context.sink.emit({ type: "rollback.started", reason: error.code });
  try {
    log.left = await rollBack(begun, (phase) =>
      failed?.scope.partner === phase.subject ? failed : phaseContext(plan, phase, context, log),
    );
  } catch (thrown) {
    if (context.signal.aborted) return interrupted(context);
    return { outcome: "interrupted", error: stopped(asVendorError(thrown), context) };
  }
  context.sink.emit({ type: "rollback.finished", left: log.left, resume: context.resumeCommand });
  return { outcome: log.left.length === 0 ? "rolled-back" : "failed", error };
}

/** What stopped a run, with how to go on. That somebody else is at work says so itself. */
function stopped(error: VendorError, { run, resumeCommand: command }: RunContext): VendorError {
  if (error.code === codeOf("lockedByRun")) return error;
  const { message: why, hint: remedy } = error;
  return vendorError("runStopped", { run, command, why, remedy }, { cause: error });
}

function interrupted({ run, resumeCommand: command }: Running): Ending {
  return { outcome: "interrupted", error: vendorError("interrupted", { run, command }) };
}

function phaseContext(plan: Plan, phase: Phase, context: Running, log: Log): PhaseContext {
  const patienceMs = patienceOf(phase);
  const patience = openPatience({ ...context, patienceMs });
  return {
    ...context,
    aws: patientAws(context.aws, patience),
    patience,
    patienceMs,
    findingsStop: plan.command !== "test",
    bindings: openBindings(context.clock, context.aws.aheadMs, context.hidden),
    scope: scopeOf(plan, phase),
    resources: phase.resources,
    gates: log.gates,
    probes: log.probes,
    begun: new Set(),
    confirmLock: async () => {
      if (!(await context.lock.isHeld())) throw vendorError("lockLost", { partner: plan.partner });
    },
    record: (call) => log.calls.push(call),
  };
}

/** A call may wait for consistency as long as the phase's gates may. */
function patienceOf(phase: Phase): number {
  const gates = phase.stages.flatMap((stage) => (stage.type === "gates" ? stage.gates : []));
  return gates[0]?.timing.deadlineMs ?? DEFAULT_PATIENCE_MS;
}

/** terraform-provider-aws waits two minutes for IAM's propagation; a run without gates does the same. */
const DEFAULT_PATIENCE_MS = 120_000;

function scopeOf(plan: Plan, phase: Phase): Scope {
  return {
    partition: plan.partition,
    account: plan.account,
    region: plan.region,
    partner: phase.subject,
    tags: phase.tags,
  };
}

function isoNow({ clock }: RunContext): string {
  return new Date(clock.now()).toISOString();
}
