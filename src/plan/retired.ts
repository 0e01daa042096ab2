import type { Phase, Stage, Step } from "../core/plan.ts";
import { type Item, removalSteps } from "../resources/item.ts";
import { REMOVAL_STAGES } from "../resources/kind.ts";
import { phaseResources } from "./phases.ts";
import { stepsStage } from "./stages.ts";
import type { PhaseParts } from "./types.ts";

/** What takes away the resources that a partner had and that are no longer asked for. */
export interface Retired {
  readonly stages: readonly Stage[];
  readonly resources: Phase["resources"];
}

/** Takes away `items`, which are there and no longer asked for: another way to connect, or another runbook. */
export function retiredParts(items: readonly Item[], { scope, timing }: PhaseParts): Retired {
  if (items.length === 0) return { stages: [], resources: {} };
  const steps = removalSteps(items, scope, "live/retire", {
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
    timing,
  };
  return { stages: [...stages, absent], resources: phaseResources(items) };
}
