import { digest } from "./canonical.ts";
import type { Json } from "./json.ts";
import type { Plan } from "./plan.ts";

/** A plan with its digest over everything else in it. */
export function sealPlan(plan: Omit<Plan, "digest">): Plan {
  return { ...plan, digest: digest(plan as unknown as Json) };
}

/** Whether a plan still is what its digest says. */
export function isIntact({ digest: sealed, ...rest }: Plan): boolean {
  return digest(rest as unknown as Json) === sealed;
}
