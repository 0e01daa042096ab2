import { type Actors, openActors } from "../access/actors.ts";
import { runProbes } from "../access/test.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Gate, Phase, Stage } from "../core/plan.ts";
import type { AttemptResult, Probe } from "../core/probe.ts";
import { together } from "../core/together.ts";
import { waitAtGate } from "../gates/gate.ts";
import { proveAbsent } from "./absent.ts";
import { bindKnown } from "./bindings.ts";
import { runSteps, type StepsContext } from "./steps.ts";
import type { RunOutcome } from "./types.ts";

/** What running a phase needs. */
export interface PhaseContext extends StepsContext {
  readonly sandboxRole?: string;
  /** Steps by which earlier runs had begun to create what this one goes on from. */
  readonly inherited: ReadonlySet<string>;
  readonly gates: RunOutcome["gates"][number][];
  readonly probes: RunOutcome["probes"][number][];
}

/**
 * Runs a phase stage by stage.
 * @throws VendorError `accessTestFailed`, `gateDeadline`, `notGone`, or what AWS refused; the signal's reason
 */
export async function runPhase(phase: Phase, context: PhaseContext): Promise<void> {
  const { sink, clock, signal, bindings } = context;
  const startedAt = clock.now();
  sink.emit({ type: "phase.started", phase: phase.name, title: phase.title, subject: phase.subject });
  const actors = openActors(bound(phase.actors, context), {
    operator: context.aws,
    ...(context.sandboxRole === undefined ? {} : { sandboxRole: context.sandboxRole }),
    material: bindings.material,
    random: context.random,
    signal,
  });
  try {
    for (const stage of phase.stages) {
      signal.throwIfAborted();
      await runStage(stage, phase, actors, context);
    }
  } finally {
    actors.close();
  }
  sink.emit({ type: "phase.finished", phase: phase.name, ms: clock.now() - startedAt });
}

async function runStage(stage: Stage, phase: Phase, actors: Actors, context: PhaseContext): Promise<void> {
  const { sink, clock } = context;
  const startedAt = clock.now();
  sink.emit({
    type: "stage.started",
    phase: phase.name,
    stage: stage.name,
    title: stage.title,
    count: sizeOf(stage),
  });
  if (stage.type === "steps") await runSteps(stage.steps, context);
  if (stage.type === "gates") await passGates(stage.gates, stage.name, phase, actors, context);
  if (stage.type === "probes") await test(stage.probes, stage.name, phase, actors, context);
  if (stage.type === "absent") await proveAbsent(stage, phase, context);
  sink.emit({ type: "stage.finished", phase: phase.name, stage: stage.name, ms: clock.now() - startedAt });
}

function sizeOf(stage: Stage): number {
  if (stage.type === "steps") return stage.steps.length;
  if (stage.type === "gates") return stage.gates.length;
  return stage.type === "probes" ? stage.probes.length : stage.resources.length;
}

async function passGates(
  gates: readonly Gate[],
  stage: string,
  phase: Phase,
  actors: Actors,
  context: PhaseContext,
): Promise<void> {
  const measurements = await together(
    gates.map((gate) => waitAtGate(gate, () => attempt(gate.probe, actors, context), context)),
  );
  context.gates.push(...measurements.map((measurement) => ({ ...measurement, phase: phase.name, stage })));
  const late = measurements.find((measurement) => !measurement.passed);
  if (late === undefined) return;
  throw vendorError("gateDeadline", {
    gate: late.id,
    subject: phase.subject,
    seconds: Math.round(late.ms / 1_000),
    last: late.lastMiss ?? "none",
  });
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
  context.probes.push(...results.map((result) => ({ ...result, phase: phase.name, stage })));
  const failed = results.filter((result) => !result.ok);
  if (failed.length === 0) return;
  throw vendorError("accessTestFailed", {
    subject: phase.subject,
    failed: failed.length,
    probes: failed.map((result) => `${result.id} (${result.verdict})`).join(", "),
  });
}

async function attempt(probe: Probe, actors: Actors, context: PhaseContext): Promise<AttemptResult> {
  return actors.attempt({ ...probe, attempt: bound(probe.attempt, context) });
}

function bound<T extends object>(data: T, { bindings }: PhaseContext): T {
  return bindKnown(data as unknown as JsonObject, bindings) as unknown as T;
}
