import { type Action, isNoOp, type Phase, type Plan, type Stage, type Step } from "../../core/plan.ts";
import { actionWord } from "./signs.ts";
import { counted } from "./text.ts";

/** A part of a plan that can be folded: a step that lasts with its documents, or a whole stage. */
export interface Part {
  readonly id: string;
  /** What a person picks it by. */
  readonly title: string;
  /** What is in it. */
  readonly hint: string;
}

/** What of a plan is shown unfolded: ids of its parts, or all of them. */
export type Unfolded = ReadonlySet<string> | "all";

/** The parts of a plan in their order: what lasts first in each phase. */
export function partsOf(plan: Plan): readonly Part[] {
  if (isNoOp(plan)) return [];
  return plan.phases.flatMap((phase) => [
    ...changesOf(phase).lasting.map(({ id, title, action, steps }) => ({
      id,
      title: `${actionWord(action)} ${title}`,
      hint: callNames(steps).join(", "),
    })),
    ...phase.stages
      .filter((stage) => sizeOf(stage) > 0)
      .map((stage) => ({
        id: stageId(phase, stage),
        title: `${phase.title}: ${stage.title}`,
        hint: String(sizeOf(stage)),
      })),
  ]);
}

/** What steps call, each name once. */
export function callNames(steps: readonly Step[]): readonly string[] {
  const names = steps.flatMap(({ calls, task }) => [
    ...calls.map(({ service, operation }) => `${service}:${operation}`),
    ...(task === undefined ? [] : [task.name]),
  ]);
  return [...new Set(names)];
}

/** What a stage is picked by. */
export function stageId(phase: Phase, stage: Stage): string {
  return `${phase.name}/${stage.name}`;
}

function sizeOf(stage: Stage): number {
  if (stage.type === "steps") return stage.steps.filter((step) => step.action !== "none").length;
  if (stage.type === "probes") return stage.probes.length;
  return stage.type === "absent" ? stage.resources.length : stage.gates.length;
}

/** What a phase does to one resource that it leaves changed, in the order of its steps. */
export interface Lasting {
  /** ID of the first step. */
  readonly id: string;
  /** What a person calls the resource. */
  readonly title: string;
  readonly action: Action;
  readonly steps: readonly Step[];
}

/** What a phase leaves changed, each resource once, and how much it makes only to take it away again. */
export function changesOf({ stages }: Phase): {
  readonly lasting: readonly Lasting[];
  readonly passing: number;
} {
  const steps = stages
    .flatMap((stage) => (stage.type === "steps" ? stage.steps : []))
    .filter((step) => step.action !== "none");
  // What is seeded is the test's own: some of it goes with the resource that it was put on.
  const seeded = new Set(
    stages.flatMap((stage) =>
      stage.type === "steps" && stage.name === "seed" ? stage.steps.map((step) => step.title) : [],
    ),
  );
  const changes = [...new Set(steps.map((step) => step.title))].flatMap((title): Lasting[] => {
    const those = steps.filter((step) => step.title === title);
    const [first] = those;
    return first === undefined ? [] : [{ id: first.id, title, action: actionOf(those), steps: those }];
  });
  const lasting = changes.filter(
    ({ title, action, steps: those }) => action === "remove" || !(seeded.has(title) || isTakenAway(those)),
  );
  return { lasting, passing: changes.length - lasting.length };
}

/** What steps on one resource come to. What was there before ends removed, even if it is made anew for a proof in between. */
function actionOf(steps: readonly Step[]): Action {
  const first = steps[0]?.action ?? "none";
  return first !== "create" && isTakenAway(steps) ? "remove" : first;
}

function isTakenAway(steps: readonly Step[]): boolean {
  return steps.at(-1)?.action === "remove";
}

/** What a phase does beside its changes, in numbers: `27 gates, 147 probes, 16 resources proven gone`. */
export function countsOf({ stages }: Phase): string {
  const gates = stages.flatMap((stage) => (stage.type === "gates" ? stage.gates : [])).length;
  const probes = stages.flatMap((stage) => (stage.type === "probes" ? stage.probes : [])).length;
  const absent = stages.flatMap((stage) => (stage.type === "absent" ? stage.resources : [])).length;
  return [
    ...(gates === 0 ? [] : [counted(gates, "gate")]),
    ...(probes === 0 ? [] : [counted(probes, "probe")]),
    ...(absent === 0 ? [] : [`${counted(absent, "resource")} proven gone`]),
  ].join(", ");
}
