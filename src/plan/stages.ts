import type { Gate, GateTiming, Stage, Step } from "../core/plan.ts";
import type { Probe } from "../core/probe.ts";

/** A stage of steps; none where there is nothing to do. */
export function stepsStage(name: string, title: string, steps: readonly Step[]): readonly Stage[] {
  return steps.length === 0 ? [] : [{ type: "steps", name, title, steps }];
}

/** A stage of gates over probes of a blueprint, each expecting what it says or, for death, a denial. */
export function gatesStage(
  name: string,
  title: string,
  probes: readonly Probe[],
  timing: GateTiming,
): readonly Stage[] {
  const gates: readonly Gate[] = probes.map((probe) => ({ id: probe.id, title: probe.title, probe, timing }));
  return gates.length === 0 ? [] : [{ type: "gates", name, title, gates }];
}

/** A stage from which on the probes are asked until the stage `until`, each expecting what it says. */
export function watchStage(
  name: string,
  title: string,
  probes: readonly Probe[],
  timing: GateTiming,
  until: string,
): readonly Stage[] {
  return gatesStage(name, title, probes, timing).flatMap((stage) =>
    stage.type === "gates" ? [{ ...stage, type: "watch" as const, until }] : [],
  );
}

/** A stage of probes. */
export function probesStage(name: string, title: string, probes: readonly Probe[]): readonly Stage[] {
  return probes.length === 0 ? [] : [{ type: "probes", name, title, probes }];
}

/** The same attempts, now to be refused. */
export function expectDenied(probes: readonly Probe[], reason: string): readonly Probe[] {
  return probes.map(({ control: _control, ...probe }) => ({ ...probe, expect: "denied" as const, reason }));
}
