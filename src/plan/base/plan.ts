import type { Aws } from "../../aws/aws.ts";
import { digest } from "../../core/canonical.ts";
import type { Problem } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Plan, Stage } from "../../core/plan.ts";
import { sealPlan } from "../../core/plan-digest.ts";
import type { Item } from "../../resources/item.ts";
import type { Scope } from "../../resources/kind.ts";
import { isOwnedBy, ownershipTags } from "../../resources/ownership.ts";
import { kindOf } from "../../resources/registry.ts";
import { applySteps } from "../apply.ts";
import { takeInventory } from "../inventory.ts";
import { phaseResources } from "../phases.ts";
import { removalStages } from "../removal.ts";
import { stepsStage } from "../stages.ts";
import type { Blueprint, BlueprintResource, PlanContext } from "../types.ts";
import { BASE_SUBJECT, type BaseNames, baseParts, type UsedParts } from "./blueprint.ts";

/** How long it must be seen that nothing is left, in milliseconds. */
const TIMING = { consecutive: 3, overMs: 2_000, deadlineMs: 120_000 };

const RUNBOOK = { name: "base", version: "1.0.0" };

/** The command that makes a base. */
const BASE_COMMAND = "vendor init --base";

/** What is planned for a base. */
export interface BaseRequest {
  readonly names: BaseNames;
  /** E-mail address of the team that answers for it. */
  readonly owner: string;
  /** What was asked for, as the plan shows it. */
  readonly inputs: JsonObject;
  /** Parts that are to be used as they are, by what is known of them. */
  readonly given: UsedParts;
}

/** A base as it is planned: what is its own, and what is used because it was there. */
export interface BaseSurvey {
  readonly used: UsedParts;
  readonly items: readonly Item[];
  readonly scope: Scope;
  readonly blueprint: Blueprint;
}

/** Reads what there is of a base. What exists and is not the base's own is used as it is. @throws AwsFailure */
export async function surveyBase({ names, owner, given }: BaseRequest, aws: Aws): Promise<BaseSurvey> {
  const { partition, account, region } = names;
  const tags = ownershipTags(BASE_SUBJECT, RUNBOOK, owner);
  const scope: Scope = { partition, account, region, partner: BASE_SUBJECT, tags };
  const used = { ...(await usedParts(baseParts(names, given), scope, aws)), ...given };
  const resources = baseParts(names, used);
  const blueprint = { subject: BASE_SUBJECT, resources, actors: {}, probes: [], gates: [], death: [] };
  return { used, scope, blueprint, items: await takeInventory(blueprint, scope, aws, false) };
}

/** Statements of a shared document carry no tags, and are found by what they say: they are never somebody else's. */
async function usedParts(parts: readonly BlueprintResource[], scope: Scope, aws: Aws): Promise<UsedParts> {
  const found = await Promise.all(
    parts.map(async ({ id, kind, props }) => {
      const live = await kindOf(kind).read(props, scope, aws);
      return live === undefined || isOwnedBy(live.owner, scope.partner) ? [] : [[id, live.outputs] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** Plans to make what is missing of a base. Pure: everything that it needs was read by {@link surveyBase}. */
export function planBase(request: BaseRequest, survey: BaseSurvey, context: Pick<PlanContext, "tool">): Plan {
  const { used, items, scope } = survey;
  const found = baseParts(request.names, request.given).filter(({ id }) => used[id] !== undefined);
  const warnings = found.map(({ kind, props }) => {
    const { title, identify } = kindOf(kind);
    return `${title} ${identify(props, scope).name} exists and was not made by vendor: it is used as it is, and its fitness is yours to keep.`;
  });
  return sealed(request, survey, context, "onboard", "Make the base", warnings, [
    ...stepsStage("apply", "Provision", applySteps(items, scope, "live/apply")),
  ]);
}

/**
 * What keeps a base from being taken away: data, users, grants.
 * @throws AwsFailure
 */
export async function whatUsesBase({ items, scope }: BaseSurvey, aws: Aws): Promise<readonly Problem[]> {
  const found = await Promise.all(
    items.map(async ({ kind, props, live }) => {
      const why = live === undefined ? undefined : await kind.inUse?.(props, live, scope, aws);
      const name = `${kind.title} ${kind.identify(props, scope).name}`;
      return why === undefined ? [] : [{ message: `${name}: ${why}.` }];
    }),
  );
  return found.flat();
}

/** Plans to take away what vendor has made of a base. */
export function planBaseRemoval(
  request: BaseRequest,
  survey: BaseSurvey,
  context: Pick<PlanContext, "tool">,
): Plan {
  const { items, scope, blueprint } = survey;
  const there = items.filter(({ live }) => live !== undefined);
  const stages = removalStages({ blueprint, items, scope, timing: TIMING }, there, "offboard", {
    data: "keep",
    secretRecoveryDays: 30,
    disposable: false,
  });
  return sealed(
    request,
    survey,
    context,
    "offboard",
    "Take the base away",
    [],
    there.length === 0 ? [] : stages,
  );
}

function sealed(
  { names, owner, inputs }: BaseRequest,
  { blueprint, items, scope }: BaseSurvey,
  { tool }: Pick<PlanContext, "tool">,
  command: "onboard" | "offboard",
  title: string,
  warnings: readonly string[],
  stages: readonly Stage[],
): Plan {
  return sealPlan({
    format: "vendor-plan/1",
    command,
    title,
    tool,
    partition: names.partition,
    partner: BASE_SUBJECT,
    owner,
    runbook: {
      ...RUNBOOK,
      digest: digest(blueprint.resources as unknown as Json),
      from: command === "onboard" ? BASE_COMMAND : `${BASE_COMMAND} --remove`,
    },
    account: names.account,
    region: names.region,
    inputs,
    options: {},
    warnings,
    phases: [
      {
        name: command === "onboard" ? "live" : "offboard",
        title,
        subject: BASE_SUBJECT,
        tags: scope.tags,
        actors: {},
        resources: phaseResources(items),
        stages,
      },
    ],
  });
}
