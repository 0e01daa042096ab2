import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { isNoOp, type Phase, type Plan } from "../core/plan.ts";
import type { Scope } from "../resources/kind.ts";
import { sealPlan } from "./digest.ts";
import { takeInventory, withKnownOutputs } from "./inventory.ts";
import { ownershipTags } from "../resources/ownership.ts";
import { lintWarnings } from "./lint.ts";
import { foreignItems } from "./ownership.ts";
import { livePhase, type PhaseParts, rehearsalPhase } from "./phases.ts";
import type { BaseFacts, Blueprint, PlanContext, PlanHead } from "./types.ts";

/** What an onboarding is planned from. */
export interface OnboardRequest {
  readonly head: PlanHead;
  readonly base: BaseFacts;
  readonly live: Blueprint;
  /** Absent where the rehearsal is skipped. */
  readonly rehearsal?: Blueprint;
  readonly test: boolean;
  /** Choices of the command line, for the record. */
  readonly options: JsonObject;
}

/**
 * Plans an onboarding from what exists: everything that is missing is created, what differs is updated, a partner that
 * is already as wanted gives a plan of no changes. Reads only.
 * @throws VendorError `ownedByOthers` with every resource that is in the way · AwsFailure
 */
export async function makeOnboardPlan(request: OnboardRequest, context: PlanContext): Promise<Plan> {
  const { head, base, live, rehearsal, options } = request;
  const parts = await partsOf(live, request, context);
  const going = livePhase(parts, request.test);
  const unchanged = going.stages.find((stage) => stage.name === "apply");
  const settled: Phase = { ...going, stages: unchanged ? [unchanged] : [] };
  const plan = { ...planHead(head, base, "onboard", context), options, affects: [], warnings: [...base.warnings, ...lintWarnings(parts.items, head.account)] };
  if (isNoOp({ ...plan, phases: [settled], digest: "" })) return sealPlan({ ...plan, phases: [settled] });
  const twin = rehearsal === undefined ? [] : [rehearsalPhase(await partsOf(rehearsal, request, context))];
  return sealPlan({ ...plan, phases: [...twin, going] });
}

async function partsOf(blueprint: Blueprint, { head, base }: OnboardRequest, { aws }: PlanContext): Promise<PhaseParts> {
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
