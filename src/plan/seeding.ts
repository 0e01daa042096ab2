import type { Stage, Step } from "../core/plan.ts";
import type { Probe } from "../core/probe.ts";
import { type Item, removalSteps } from "../resources/item.ts";
import type { Live, RemovalOptions, Scope } from "../resources/kind.ts";
import { applySteps } from "./apply.ts";
import { expectDenied, gatesStage, probesStage, stepsStage } from "./stages.ts";
import { testAccessSteps } from "./test-access.ts";
import type { Blueprint, PhaseParts } from "./types.ts";

/** How twins and canaries go: nothing of them is worth keeping. */
export const DISPOSABLE: RemovalOptions = { data: "purge", secretRecoveryDays: 7, disposable: true };

/**
 * Places canaries and the test's own key. Step IDs are `PHASE/seed/RESOURCE`.
 * @param standIn steps that let the sandbox account stand in
 */
export function seedStages(
  { items, scope }: PhaseParts,
  phase: string,
  standIn: readonly Step[] = [],
): readonly Stage[] {
  const canaries = applySteps(
    items.filter((item) => item.canary),
    scope,
    `${phase}/seed`,
  );
  const { add } = testAccessSteps(items, scope, `${phase}/seed`);
  const title = add.length === 0 ? "Place canaries" : "Place canaries and the test's own key";
  return stepsStage("seed", title, [...standIn, ...canaries, ...add]);
}

/**
 * The access test of a partner that lives: whatever it brings it takes away again, and proves that its key is refused.
 * Its steps are those of a phase `PHASE`.
 */
export function liveTestStages(parts: PhaseParts, phase: string): readonly Stage[] {
  const { blueprint, items, scope, timing } = parts;
  const { remove } = testAccessSteps(items, scope, `${phase}/unseed`);
  const canaries = canaryRemoval(created(items, scope), scope, phase);
  const keyRefused = expectDenied(
    freshSftp(blueprint, blueprint.death),
    "The test's key was taken away again.",
  );
  return [
    ...seedStages(parts, phase),
    ...gatesStage("settle", "Wait until every path answers consistently", blueprint.gates, timing),
    ...probesStage("test", "Access test", blueprint.probes),
    ...stepsStage(
      "unseed",
      remove.length === 0 ? "Take away the canaries" : "Take away the test's key and canaries",
      [...remove, ...canaries],
    ),
    ...gatesStage("test-key", "Prove that the test's key is refused", keyRefused, timing),
  ];
}

/** Canaries that an interrupted test left with a partner that is otherwise as it should be. */
export function leftoverStages({ items, scope }: PhaseParts): readonly Stage[] {
  return stepsStage("unseed", "Take away what an interrupted test left", canaryRemoval(items, scope, "live"));
}

function canaryRemoval(items: readonly Item[], scope: Scope, phase: string): readonly Step[] {
  const canaries = items.filter((item) => item.canary);
  return Object.values(removalSteps(canaries, scope, `${phase}/unseed`, DISPOSABLE)).flat();
}

/** Items as they will be once the apply steps have run; outputs that only the run will know are references. */
export function created(items: readonly Item[], scope: Scope): readonly Item[] {
  return items.map((item) => {
    const { kind, props, live } = item;
    return {
      ...item,
      live: live === undefined ? symbolic(item, scope) : { ...live, state: kind.desired(props, scope) },
    };
  });
}

/** A resource as it will be: as desired, its outputs references that the run resolves. */
function symbolic({ id, kind, props }: Item, scope: Scope): Live {
  const outputs = Object.fromEntries(
    Object.keys(kind.outputs).map((name) => [name, `\${resources.${id}.${name}}`]),
  );
  return { state: kind.desired(props, scope), outputs, owner: scope.tags };
}

/** Whether a probe's actor keeps its first session. */
export function isHeld({ actors }: Blueprint, probe: Probe): boolean {
  const actor = actors[probe.actor];
  return actor !== undefined && "held" in actor && actor.held;
}

function freshSftp(blueprint: Blueprint, probes: readonly Probe[]): readonly Probe[] {
  return probes.filter(
    (probe) => blueprint.actors[probe.actor]?.type === "sftp" && !isHeld(blueprint, probe),
  );
}
