import type { Phase, Stage, Step } from "../core/plan.ts";
import { removalSteps } from "../resources/item.ts";
import { REMOVAL_STAGES } from "../resources/kind.ts";
import { phaseResources } from "./phases.ts";
import { stepsStage } from "./stages.ts";
import type { Blueprint, PhaseParts } from "./types.ts";

/** What takes away the resources that a partner had and that are no longer asked for. */
export interface Retired {
  readonly stages: readonly Stage[];
  readonly resources: Phase["resources"];
}

/**
 * Takes away what is there of any of `previous` and `wanted` has not: another way to connect was chosen, or none any
 * more.
 */
export function retiredParts(wanted: Blueprint, previous: readonly PhaseParts[]): Retired {
  const kept = new Set(wanted.resources.map((resource) => resource.id));
  const found = previous.flatMap((parts) => parts.items).filter((item) => !kept.has(item.id));
  const items = [...new Map(found.map((item) => [item.id, item])).values()].filter(
    (item) => item.live !== undefined && !item.canary,
  );
  const [first] = previous;
  if (first === undefined || items.length === 0) return { stages: [], resources: {} };
  const steps = removalSteps(items, first.scope, "live/retire", {
    data: "keep",
    secretRecoveryDays: 30,
    disposable: false,
  });
  const withBefore = (step: Step): Step => {
    const live = items.find((item) => item.id === step.resource)?.live;
    return live === undefined ? step : { ...step, before: live };
  };
  const stages = REMOVAL_STAGES.flatMap((stage) =>
    stepsStage(`retire-${stage}`, `No longer asked for: ${stage}`, steps[stage].map(withBefore)),
  );
  const absent: Stage = {
    type: "absent",
    name: "retired",
    title: "Prove that it is gone",
    resources: items.map((item) => item.id),
    timing: first.timing,
  };
  return { stages: [...stages, absent], resources: phaseResources(items) };
}
