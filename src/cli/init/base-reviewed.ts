import { vendorError } from "../../core/errors.ts";
import type { Plan } from "../../core/plan.ts";
import { refuseStale } from "../moved.ts";
import { readPlanFile } from "../plan-file.ts";
import type { Session } from "../session.ts";
import type { InitOptions } from "./flags.ts";
import type { InitPlace } from "./place.ts";

/** The plan of a base that was reviewed, where one is given. @throws VendorError what reading it throws */
export function reviewedPlan(
  { host }: Pick<Session, "host">,
  { plan, remove }: InitOptions,
): Plan | undefined {
  if (plan === undefined) return undefined;
  return readPlanFile(plan, remove ? "init --base --remove" : "init --base", host.cwd);
}

/** @throws VendorError `planMismatch` where a plan is for another account or region */
export function refuseElsewhere(
  { plan: file = "" }: InitOptions,
  reviewed: Plan | undefined,
  { account, region }: InitPlace,
): void {
  if (reviewed === undefined || (reviewed.account === account && reviewed.region === region)) return;
  const what = `it is for account ${reviewed.account} in ${reviewed.region}`;
  throw vendorError("planMismatch", { file, what });
}

/** The plan that is to be run: where one was reviewed, exactly that. @throws VendorError `planStale` */
export function asReviewed({ plan: file = "" }: InitOptions, reviewed: Plan | undefined, plan: Plan): Plan {
  if (reviewed !== undefined) refuseStale(file, reviewed, plan);
  return plan;
}
