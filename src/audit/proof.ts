import type { Plan, Stage, Step } from "../core/plan.ts";
import type { GateMeasurement } from "../core/probe.ts";
import type { RunReport } from "./report.ts";

const DAY_MS = 86_400_000;

/**
 * Why the partner's access is known to be dead: what was served and then refused, again and again, and what is gone;
 * what of it waits to be gone for good.
 */
export function proofOf(report: RunReport): unknown {
  const { plan } = report;
  return {
    frozenAt: frozenAt(report),
    refused: plan.phases.flatMap((phase) =>
      phase.stages.flatMap((stage) => refusedAtGates(phase, stage, report.gates)),
    ),
    absent: plan.phases.flatMap((phase) =>
      phase.stages.flatMap((stage) =>
        stage.type === "absent" ? absentOf(stage.resources, stepsOf(phase)) : [],
      ),
    ),
    waiting: [...report.earlier, report].flatMap((run) =>
      run.plan.phases.flatMap((phase) => stepsOf(phase).flatMap((step) => waitingAfter(step, run))),
    ),
  };
}

/** When the last call of the freeze had been answered; unknown where an earlier run had frozen already. */
function frozenAt({ calls }: RunReport): string | undefined {
  return calls.findLast(({ step }) => step.startsWith("offboard/freeze/"))?.at;
}

type Phase = Plan["phases"][number];

/** Accesses that a stage's gates waited to be refused, with the times at which they were served and refused. */
function refusedAtGates(
  { name, actors, stages }: Phase,
  stage: Stage,
  measured: RunReport["gates"],
): unknown[] {
  if (stage.type !== "gates") return [];
  const find = (id: string, at: string) =>
    measured.find((gate) => gate.id === id && gate.stage === at && gate.phase === name);
  // A path that was watched all along was refused before it was waited for.
  const firstRefused = (id: string) => {
    const watched = stages.find((other) => other.type === "watch" && other.until === stage.name);
    const seen = watched === undefined ? undefined : find(id, watched.name);
    return seen === undefined ? undefined : after(seen, seen.firstMs);
  };
  const before = stages.slice(0, stages.indexOf(stage)).map((earlier) => earlier.name);
  return stage.gates
    .filter((gate) => gate.probe.expect === "denied")
    .flatMap(({ id, title, probe, timing }) => {
      const measurement = find(id, stage.name);
      if (measurement?.passed !== true) return [];
      const actor = actors[probe.actor];
      const servedUntil = [...before.map((at) => servedTime(find(id, at))), servedTime(measurement)];
      return [
        {
          id,
          actor: probe.actor,
          held: actor !== undefined && "held" in actor && actor.held,
          title,
          stage: stage.name,
          lastServed: servedUntil.findLast((time) => time !== undefined),
          firstRefused: firstRefused(id) ?? after(measurement, measurement.firstMs),
          lastRefused: after(measurement, measurement.ms),
          attempts: measurement.attempts,
          consecutive: timing.consecutive,
          overMs: timing.overMs,
        },
      ];
    });
}

/** When a gate last got what it asked for: at its end where it waited for service, else before its first refusal. */
function servedTime(measurement: GateMeasurement | undefined): string | undefined {
  if (measurement === undefined) return undefined;
  const { lastMiss, lastMissMs, ms } = measurement;
  // A refusal as the last miss, or none at all before a refusal was waited for, tells of no service.
  if (lastMiss === "allowed") return after(measurement, lastMissMs);
  return measurement.expect === "allowed" && measurement.passed ? after(measurement, ms) : undefined;
}

function after({ openedAt }: GateMeasurement, ms: number | undefined): string | undefined {
  return openedAt === undefined || ms === undefined
    ? undefined
    : new Date(Date.parse(openedAt) + ms).toISOString();
}

function stepsOf(phase: Phase): readonly Step[] {
  return phase.stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
}

/** Resources by the names that people know; `test`: the proof itself brought them. */
function absentOf(resources: readonly string[], steps: readonly Step[]): unknown[] {
  return resources.map((resource) => {
    const about = steps.filter((step) => step.resource === resource && step.action === "remove");
    const brought = steps.some(
      (step) => step.resource === resource && step.action === "create" && step.title === about[0]?.title,
    );
    return { resource, title: about[0]?.title ?? resource, test: brought };
  });
}

/** What can still be restored after a step, and until when. */
function waitingAfter(step: Step, { calls }: Pick<RunReport, "calls">): unknown[] {
  return step.calls.flatMap(({ operation, input }) => {
    const days = input.RecoveryWindowInDays;
    const made = calls.find((call) => call.step === step.id && call.operation === operation);
    if (typeof days !== "number" || made === undefined) return [];
    return [{ title: step.title, days, until: new Date(Date.parse(made.at) + days * DAY_MS).toISOString() }];
  });
}
