import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { isUnchanged, type Phase, type Plan } from "../core/plan.ts";
import type { Scope } from "../resources/kind.ts";
import { ownershipTags } from "../resources/ownership.ts";
import { sealPlan } from "./digest.ts";
import { takeInventory, withKnownOutputs } from "./inventory.ts";
import { lintWarnings } from "./lint.ts";
import { foreignItems } from "./ownership.ts";
import { leftoverStages, livePhase, type PhaseParts, rehearsalPhase } from "./phases.ts";
import { NOTHING_RETIRED, type Retired, retiredParts } from "./retired.ts";
import type { BaseFacts, Blueprint, PlanContext, PlanHead } from "./types.ts";

/** What an onboarding is planned from. */
export interface OnboardRequest {
  readonly head: PlanHead;
  readonly base: BaseFacts;
  readonly live: Blueprint;
  /** The runbook with the inputs of the last onboarding, where they were others. */
  readonly previous?: Blueprint;
  /** Absent where the rehearsal is skipped. */
  readonly rehearsal?: Blueprint;
  readonly test: boolean;
  /** The last run did not get to its end: what exists may be untested, whatever it looks like. */
  readonly interrupted: boolean;
  /** Choices of the command line, for the record. */
  readonly options: JsonObject;
}

/**
 * Plans an onboarding from what exists: everything that is missing is created, what differs is updated, what is no longer
 * asked for is taken away, and a partner that is already as wanted gives a plan of no changes. Reads only.
 * @throws VendorError `ownedByOthers` with every resource that is in the way · AwsFailure
 */
export async function makeOnboardPlan(request: OnboardRequest, context: PlanContext): Promise<Plan> {
  const { head, base, live, previous, rehearsal, options } = request;
  const parts = await partsOf(live, request, context);
  const retired =
    previous === undefined ? NOTHING_RETIRED : retiredParts(live, await partsOf(previous, request, context));
  const warnings = [...base.warnings, ...lintWarnings(parts.items, head.account)];
  const seal = (phases: readonly Phase[]) =>
    sealPlan({ ...planHead(head, base, "onboard", context), options, affects: [], warnings, phases });
  const whole = withRetired(livePhase(parts, request.test), retired);
  const settled = seal([settledPhase(whole, parts, retired)]);
  if (!request.interrupted && whole.stages.every((stage) => stage.name !== "apply" || isUnchanged(stage)))
    return settled;
  const twin = rehearsal === undefined ? [] : [rehearsalPhase(await partsOf(rehearsal, request, context))];
  return seal([...twin, whole]);
}

/** The phase of a partner whose resources are as wanted: nothing to provision or to test, at most something to take away. */
function settledPhase(whole: Phase, parts: PhaseParts, retired: Retired): Phase {
  const applied = whole.stages.filter((stage) => stage.name === "apply");
  return { ...whole, stages: [...applied, ...leftoverStages(parts), ...retired.stages] };
}

function withRetired(phase: Phase, { stages, resources }: Retired): Phase {
  return { ...phase, stages: [...phase.stages, ...stages], resources: { ...phase.resources, ...resources } };
}

async function partsOf(
  blueprint: Blueprint,
  { head, base }: OnboardRequest,
  { aws }: PlanContext,
): Promise<PhaseParts> {
  const scope = scopeOf(blueprint.subject, head, base);
  const items = await takeInventory(blueprint, scope, aws, true);
  const problems = foreignItems(items, scope);
  if (problems.length > 0) {
    throw vendorError("ownedByOthers", { partner: blueprint.subject, count: problems.length }, { problems });
  }
  return { blueprint: withKnownOutputs(blueprint, items, scope), items, scope, timing: head.timing };
}

/** Where a subject's resources live, and their ownership tags. */
export function scopeOf(subject: string, head: PlanHead, base: BaseFacts): Scope {
  return {
    partition: base.partition,
    account: head.account,
    region: head.region,
    partner: subject,
    tags: ownershipTags(subject, head.runbook, head.owner),
  };
}

/** The members that every plan begins with. */
export function planHead(head: PlanHead, base: BaseFacts, command: Plan["command"], { tool }: PlanContext) {
  const { timing: _timing, ...facts } = head;
  return { format: "vendor-plan/1" as const, command, tool, partition: base.partition, ...facts };
}
