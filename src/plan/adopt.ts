import type { Aws } from "../aws/aws.ts";
import { type Problem, vendorError } from "../core/errors.ts";
import type { Found, Plan, Step } from "../core/plan.ts";
import { sealPlan } from "../core/plan-digest.ts";
import { type Item, stepOf } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { isOwnedBy } from "../resources/ownership.ts";
import { diff } from "./diff.ts";
import { takeInventory } from "./inventory.ts";
import { planHead } from "./onboard.ts";
import { isAdoptable, whyNotAdopted } from "./ownership.ts";
import { scopeOf } from "./parts.ts";
import { phaseResources } from "./phases.ts";
import { stepsStage } from "./stages.ts";
import type { BaseFacts, Blueprint, PlanContext, PlanHead } from "./types.ts";

/** What an adoption is planned from. */
export interface AdoptRequest {
  readonly head: PlanHead;
  readonly base: BaseFacts;
  readonly live: Blueprint;
  /**
   * Steps that an interrupted adoption had begun: what they were to mark is marked again, so that this run answers for
   * it, in its record and where it is rolled back.
   */
  readonly begun: ReadonlySet<string>;
}

/**
 * Plans to take over what exists under the names of a blueprint and is nobody's: it gets the partner's ownership tags
 * and nothing else, so that the next onboarding plans it as its own. Reads only.
 * @throws VendorError `adoptionRefused` with everything that is somebody else's · AwsFailure
 */
export async function makeAdoptPlan(request: AdoptRequest, context: PlanContext): Promise<Plan> {
  const { head, base, live, begun } = request;
  const scope = scopeOf(live.subject, head, base);
  const items = await takeInventory(live, scope, context.aws, false);
  const problems = [
    ...items.flatMap((item) => whyNotAdopted(item, scope) ?? []),
    ...(await heldNames(items, scope, context.aws)),
  ];
  if (problems.length > 0)
    throw vendorError("adoptionRefused", { partner: live.subject, count: problems.length }, { problems });
  const lasting = items.filter((item) => !item.canary);
  const claimed = lasting.filter((item) => isAdoptable(item) || (item.live && begun.has(claimId(item))));
  const steps = claimed.map((item) => claimStep(item, scope));
  return sealPlan({
    ...planHead(head, base, "adopt", context),
    options: {},
    warnings: base.warnings,
    found: lasting.map((item) => foundOf(item, scope)),
    phases: [
      {
        name: "adopt",
        title: `Take over for ${live.subject}`,
        subject: live.subject,
        tags: scope.tags,
        actors: {},
        resources: phaseResources(lasting),
        stages: stepsStage("claim", "Mark as the partner's", steps),
      },
    ],
  });
}

const CLAIM = "adopt/claim";

function claimId({ id }: Item): string {
  return `${CLAIM}/${id}`;
}

function claimStep(item: Item, scope: Scope): Step {
  const { kind, props, live } = item;
  const take = live === undefined ? undefined : kind.claim?.(props, live, scope).take;
  const differences = diff({}, scope.tags, "tags");
  return stepOf(item, scope, CLAIM, "adopt", take ?? { calls: [] }, { differences });
}

function foundOf({ id, kind, props, live }: Item, scope: Scope): Found {
  const title = `${kind.title} ${kind.identify(props, scope).name}`;
  if (live === undefined) return { resource: id, title, standing: "missing", tags: {}, differences: [] };
  return {
    resource: id,
    title,
    standing: isOwnedBy(live.owner, scope.partner) ? "ours" : "untagged",
    tags: live.owner,
    differences: diff(live.state, kind.desired(props, scope)),
  };
}

/** Names that something deleted still holds: it can't be marked, and the onboarding would not get past it. */
async function heldNames(items: readonly Item[], scope: Scope, aws: Aws): Promise<readonly Problem[]> {
  const held = await Promise.all(
    items.map(async ({ kind, props, live }) => {
      const reserved = live === undefined ? await kind.reserved?.(props, scope, aws) : undefined;
      if (reserved === undefined || isOwnedBy(reserved.owner, scope.partner)) return [];
      const { name } = kind.identify(props, scope);
      return [
        {
          message: `${kind.title} ${name} was deleted, is not ${scope.partner}'s, and holds its name until its recovery window ends.`,
          hint: "Restore it to have it taken over, or wait until it is gone for good.",
        },
      ];
    }),
  );
  return held.flat();
}
