import type { Phase, Stage } from "../core/plan.ts";
import { removalSteps } from "../resources/item.ts";
import { REMOVAL_STAGES } from "../resources/kind.ts";
import { type PhaseParts, phaseResources } from "./phases.ts";
import { stepsStage } from "./stages.ts";
import type { Blueprint } from "./types.ts";

/** What takes away the resources that a partner had and that are no longer asked for. */
export interface Retired {
  readonly stages: readonly Stage[];
  readonly resources: Phase["resources"];
}

/** A partner that has nothing but what is asked for. */
export const NOTHING_RETIRED: Retired = { stages: [], resources: {} };

/** Takes away what `previous` has and `wanted` has not: another way to connect was chosen, or none any more. */
export function retiredParts(wanted: Blueprint, previous: PhaseParts): Retired {
  const kept = new Set(wanted.resources.map((resource) => resource.id));
  const items = previous.items.filter(
    (item) => !kept.has(item.id) && item.live !== undefined && !item.canary,
  );
  if (items.length === 0) return NOTHING_RETIRED;
  const steps = removalSteps(items, previous.scope, "live/retire", {
    data: "keep",
    secretRecoveryDays: 30,
    disposable: false,
  });
  const stages = REMOVAL_STAGES.flatMap((stage) =>
    stepsStage(`retire-${stage}`, `No longer asked for: ${stage}`, steps[stage]),
  );
  const absent: Stage = {
    type: "absent",
    name: "retired",
    title: "Prove that it is gone",
    resources: items.map((item) => item.id),
    timing: previous.timing,
  };
  return { stages: [...stages, absent], resources: phaseResources(items) };
}
