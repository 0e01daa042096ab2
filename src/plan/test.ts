import { vendorError } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import { sealPlan } from "../core/plan-digest.ts";
import { planHead } from "./onboard.ts";
import { readParts } from "./parts.ts";
import { testPhase } from "./phases.ts";
import type { BaseFacts, Blueprint, PlanContext, PlanHead } from "./types.ts";

/** What an access test is planned from. */
export interface TestRequest {
  readonly head: PlanHead;
  readonly base: BaseFacts;
  readonly live: Blueprint;
  /** An earlier test was cut off: its key may still be there. */
  readonly interrupted: boolean;
}

/**
 * Plans the access test of a partner that lives: it brings canaries and a key of its own, tests, and takes both away
 * again. Reads only.
 * @throws VendorError `testIncomplete` where a part of the partner is not there, `ownedByOthers` · AwsFailure
 */
export async function makeTestPlan(request: TestRequest, context: PlanContext): Promise<Plan> {
  const { head, base, live, interrupted } = request;
  const parts = await readParts(live, request, context.aws, false);
  const missing = parts.items.filter((item) => !item.canary && item.live === undefined);
  if (missing.length > 0) {
    const problems = missing.map(({ kind, props }) => ({
      message: `There is no ${kind.title} ${kind.identify(props, parts.scope).name}.`,
    }));
    throw vendorError("testIncomplete", { partner: live.subject, count: missing.length }, { problems });
  }
  return sealPlan({
    ...planHead(head, base, "test", context),
    options: {},
    warnings: base.warnings,
    phases: [testPhase(parts, interrupted)],
  });
}
