import type { Stage, Step } from "../core/plan.ts";
import { type Item, removalSteps } from "../resources/item.ts";
import type { REMOVAL_STAGES, RemovalOptions } from "../resources/kind.ts";

import { isHeld } from "./seeding.ts";
import { expectDenied, gatesStage, stepsStage, watchStage } from "./stages.ts";
import type { PhaseParts } from "./types.ts";

const REMOVAL_TITLES = {
  freeze: "Freeze: no new session begins",
  revoke: "Revoke sessions that are open",
  remove: "Remove what names the identity",
  delete: "Delete the identity and its folders",
} as const;

/**
 * Takes `items` away, stage by stage, and proves it: the same in a rehearsal and in an offboarding.
 * @param gone what is proven to be gone, by default `items`
 * @param afterwards what is tried between the deletion and that proof
 */
export function removalStages(
  { blueprint, scope, timing }: PhaseParts,
  items: readonly Item[],
  phase: string,
  options: RemovalOptions,
  { gone = items, afterwards = [] }: { gone?: readonly Item[]; afterwards?: readonly Stage[] } = {},
): readonly Stage[] {
  const steps = removalSteps(items, scope, phase, options);
  const stage = (name: (typeof REMOVAL_STAGES)[number]): readonly Stage[] =>
    stepsStage(name, REMOVAL_TITLES[name], steps[name] as readonly Step[]);
  const fresh = blueprint.death.filter((probe) => !isHeld(blueprint, probe));
  const held = blueprint.death.filter((probe) => isHeld(blueprint, probe));
  return [
    ...watchStage(
      "held",
      "Watch the sessions that are held open",
      expectDenied(held, "It was opened while access was alive."),
      timing,
      "dead",
    ),
    ...stage("freeze"),
    ...gatesStage(
      "frozen",
      "Wait until new sessions are refused",
      expectDenied(fresh, "Nobody may begin a session any more."),
      timing,
    ),
    ...stage("revoke"),
    ...stage("remove"),
    ...gatesStage(
      "dead",
      "Prove that access is dead",
      expectDenied(blueprint.death, "Access was taken away."),
      timing,
    ),
    ...stage("delete"),
    ...afterwards,
    {
      type: "absent",
      name: "absent",
      title: "Prove that nothing is left",
      resources: gone.map((item) => item.id),
      timing,
    },
  ];
}
