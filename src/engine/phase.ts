import { type Actors, openActors } from "../access/actors.ts";
import { sizesOf } from "../access/matrix.ts";
import { runProbes } from "../access/test.ts";
import { type VendorError, vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Network } from "../core/network.ts";
import type { Patience } from "../core/patience.ts";
import type { Gate, Phase, Stage } from "../core/plan.ts";
import type { AttemptResult, GateMeasurement, Probe, ProbeResult } from "../core/probe.ts";
import { together } from "../core/together.ts";
import { type GateEffects, waitAtGate } from "../gates/gate.ts";
import { type Watch, watchGate } from "../gates/watch.ts";
import { proveAbsent } from "./absent.ts";
import { bindKnown } from "./bindings.ts";
import { judgeInForce } from "./in-force.ts";
import { runSteps, type StepsContext } from "./steps.ts";
import type { RunContext, RunOutcome } from "./types.ts";

/** What running a phase needs. */
export interface PhaseContext extends StepsContext {
  readonly sandboxRole?: string;
  /** Whether an access test that fails ends the run there. */
  readonly findingsStop: boolean;
  /** How long a gate has usually taken, in milliseconds. */
  readonly usualWait?: RunContext["usualWait"];
  /** Absent: the machine's own network. */
  readonly network?: Network;
  /** Absent: an SFTP server that does not answer is not waited for. */
  readonly patience?: Patience;
  readonly gates: RunOutcome["gates"][number][];
  readonly probes: RunOutcome["probes"][number][];
}

/**
 * Runs a phase stage by stage.
 * @throws VendorError `accessTestFailed`, `gateDeadline`, `stillServed`, `notGone`, or what AWS refused; the signal's reason
 */
export async function runPhase(phase: Phase, context: PhaseContext): Promise<void> {
  const { sink, clock, signal, bindings } = context;
  const startedAt = clock.elapsed();
  sink.emit({ type: "phase.started", phase: phase.name, title: phase.title, subject: phase.subject });
  const actors = openActors(bound(phase.actors, context), {
    operator: context.aws,
    ...(context.sandboxRole === undefined ? {} : { sandboxRole: context.sandboxRole }),
    material: bindings.material,
    judge: (attempt) => judgeInForce(attempt, { ...context, ...context.scope }),
    random: context.random,
    signal,
    ...(context.network === undefined ? {} : { network: context.network }),
    ...(context.patience === undefined ? {} : { patience: context.patience }),
  });
  const watches: Watches = new Map();
  try {
    for (const stage of phase.stages) {
      signal.throwIfAborted();
      await endWatches(watches, stage.name, phase, context);
      if (stage.type === "watch")
        watches.set(
          stage,
          stage.gates.map((gate) => watch(gate, actors, context)),
        );
      await runStage(stage, phase, actors, context);
    }
  } finally {
    await Promise.allSettled([...watches.values()].flat().map(({ end }) => end()));
    actors.close();
  }
  sink.emit({ type: "phase.finished", phase: phase.name, ms: clock.elapsed() - startedAt });
}

type Watches = Map<Extract<Stage, { type: "watch" }>, readonly Watch[]>;

function watch(gate: Gate, actors: Actors, context: PhaseContext): Watch {
  return watchGate(gate, () => attempt(gate.probe, actors, context), context);
}

/** Ends what was watched until the stage `name`, and keeps what it saw. */
async function endWatches(
  watches: Watches,
  name: string,
  phase: Phase,
  context: PhaseContext,
): Promise<void> {
  for (const [stage, watched] of watches) {
    if (stage.until !== name) continue;
    watches.delete(stage);
    const seen = await together(watched.map(({ end }) => end()));
    context.journal.write({ type: "measured", phase: phase.name, stage: stage.name, gates: seen });
    context.gates.push(
      ...seen.map((measurement) => ({ ...measurement, phase: phase.name, stage: stage.name })),
    );
  }
}

async function runStage(stage: Stage, phase: Phase, actors: Actors, context: PhaseContext): Promise<void> {
  const { sink, clock } = context;
  const startedAt = clock.elapsed();
  sink.emit({
    type: "stage.started",
    phase: phase.name,
    stage: stage.name,
    title: stage.title,
    count: sizeOf(stage),
    ...(stage.type === "probes" ? { groups: sizesOf(stage.probes) } : {}),
  });
  if (stage.type === "steps") await runSteps(stage.steps, context);
  if (stage.type === "gates") await passGates(stage, phase, actors, context);
  if (stage.type === "probes") await test(stage.probes, stage.name, phase, actors, context);
  if (stage.type === "absent") await proveAbsent(stage, phase, context);
  sink.emit({
    type: "stage.finished",
    phase: phase.name,
    stage: stage.name,
    ms: clock.elapsed() - startedAt,
  });
}

function sizeOf(stage: Stage): number {
  if (stage.type === "steps") return stage.steps.length;
  if (stage.type === "gates" || stage.type === "watch") return stage.gates.length;
  return stage.type === "probes" ? stage.probes.length : stage.resources.length;
}

async function passGates(
  { gates, name: stage, tolerant }: Extract<Stage, { type: "gates" }>,
  phase: Phase,
  actors: Actors,
  context: PhaseContext,
): Promise<void> {
  const measurements = await together(
    gates.map((gate) =>
      waitAtGate(gate, () => attempt(gate.probe, actors, context), gateEffects(gate, context)),
    ),
  );
  context.journal.write({ type: "measured", phase: phase.name, stage, gates: measurements });
  context.gates.push(...measurements.map((measurement) => ({ ...measurement, phase: phase.name, stage })));
  const late = gates.flatMap((gate, index) => {
    const measurement = measurements[index];
    return measurement === undefined || measurement.passed ? [] : [{ gate, measurement }];
  });
  if (late.length === 0) return;
  const paths = late.map(({ gate, measurement }) => pathText(gate, measurement)).join("; ");
  const seconds = Math.round(Math.max(...late.map(({ measurement }) => measurement.ms)) / 1_000);
  if (tolerant)
    return context.sink.emit({
      type: "warning",
      text: `Not served even before the freeze, so that refusing it proves nothing: ${paths}.`,
    });
  const leaks = await leaksOf(phase, stage, actors, context);
  if (leaks.length > 0) throw testFailed(phase, leaks);
  const alive = phase.name === "offboard" && late.some(({ gate }) => gate.probe.expect === "denied");
  throw vendorError(alive ? "stillServed" : "gateDeadline", { paths, subject: phase.subject, seconds });
}

/** A path as people read it, with what it last answered instead. */
function pathText({ id, title }: Gate, { lastMiss }: GateMeasurement): string {
  return `${title} (${id}: ${lastMiss ?? "no answer"})`;
}

function gateEffects({ id, probe }: Gate, context: PhaseContext): GateEffects {
  const { clock, sink, signal, usualWait, patience } = context;
  const usualMs = usualWait?.(id, probe.expect);
  return {
    clock,
    sink,
    signal,
    ...(usualMs === undefined ? {} : { usualMs }),
    ...(patience === undefined ? {} : { lostMs: patience.lostMs }),
  };
}

/**
 * What a path that never settled is due to: the access test that would have followed, for what is wrongly allowed only.
 * A leak is a leak whether its control succeeds or not; a denial without its control says nothing.
 */
async function leaksOf(
  phase: Phase,
  stage: string,
  actors: Actors,
  context: PhaseContext,
): Promise<readonly ProbeResult[]> {
  const after = phase.stages.slice(phase.stages.findIndex(({ name }) => name === stage) + 1);
  const tests = after.flatMap((next) => (next.type === "probes" ? [next] : []));
  const probes = tests.flatMap((next) => next.probes.filter((probe) => probe.expect === "denied"));
  const results = await runProbes(
    probes,
    (probe) => attempt(probe, actors, context),
    { ...context, phase: phase.name },
    [],
  );
  const leaks = results.filter((result) => result.verdict === "allowed");
  const name = tests[0]?.name ?? stage;
  context.probes.push(...leaks.map((result) => ({ ...result, phase: phase.name, stage: name })));
  return leaks;
}

async function test(
  probes: readonly Probe[],
  stage: string,
  phase: Phase,
  actors: Actors,
  context: PhaseContext,
): Promise<void> {
  const results = await runProbes(probes, (probe) => attempt(probe, actors, context), {
    ...context,
    phase: phase.name,
  });
  context.journal.write({ type: "measured", phase: phase.name, stage, probes: results });
  context.probes.push(...results.map((result) => ({ ...result, phase: phase.name, stage })));
  const failed = results.filter((result) => !result.ok);
  if (failed.length > 0 && context.findingsStop) throw testFailed(phase, failed);
}

function testFailed({ subject }: Phase, failed: readonly ProbeResult[]): VendorError {
  return vendorError("accessTestFailed", { subject, failed: failed.length, probes: namesOf(failed) });
}

/** Where nearly everything fails, more names tell nothing more: the record has them all. */
const NAMED_PROBES = 12;

/** Probes by their IDs, with what each answered. */
export function namesOf(results: readonly ProbeResult[]): string {
  const names = results.slice(0, NAMED_PROBES).map((result) => `${result.id} (${result.verdict})`);
  const more = results.length - names.length;
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

async function attempt(probe: Probe, actors: Actors, context: PhaseContext): Promise<AttemptResult> {
  return actors.attempt({ ...probe, attempt: bound(probe.attempt, context) });
}

function bound<T extends object>(data: T, { bindings }: PhaseContext): T {
  return bindKnown(data as unknown as JsonObject, bindings) as unknown as T;
}
