import { vendorError } from "../core/errors.ts";
import type { Phase, Plan } from "../core/plan.ts";
import { begunBy, phasesOf, readPlan } from "../engine/begun.ts";
import { planFile } from "../engine/journal.ts";
import { type OffboardChoices, planAdopt, planOffboard, planOnboard, planTest } from "../runbook/planning.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import {
  listPartners,
  type PartnerState,
  recordedInputs,
  recordedRuns,
  unfinishedRuns,
} from "../store/partners.ts";
import type { Store } from "../store/store.ts";
import { recordedPartners } from "./neighbours.ts";
import type { Session } from "./session.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** Steps by which runs that did not get to their end had begun to make a partner's what was not. */
export function begunSteps(store: Store, state: PartnerState | undefined): ReadonlySet<string> {
  const runs = unfinishedRuns(state).map(({ run }) => run);
  return new Set(begunBy(store, runs).steps.map(({ step }) => step.id));
}

/** What earlier runs on a partner were to make. @throws VendorError `journalForeign`, `planForeign`, `storeBroken` */
export function formerPhases(store: Store, state: PartnerState | undefined): readonly Phase[] {
  return phasesOf(store, recordedRuns(state));
}

/** Plans again what a partner's recorded state asks for, against what exists now. */
export async function planRecorded(
  session: Session,
  place: Workplace,
  { aws }: Connected,
  state: PartnerState,
): Promise<Plan> {
  const { config, folders, store } = place;
  const runbook = loadRunbook(state.runbook.from, folders, session.host.cwd);
  const { partner, owner, inputs, options } = state;
  const request = { config, runbook, partner, owner, inputs, former: formerPhases(store, state) };
  const context = { aws, tool: session.tool };
  if (state.state === "adopting") return planAdopt({ ...request, begun: begunSteps(store, state) }, context);
  if (state.state === "testing") return planTest({ ...request, interrupted: true, others: [] }, context);
  if (state.state === "onboarding" || state.state === "live")
    return planOnboard(
      {
        ...request,
        ...options,
        recorded: recordedInputs(state, runbook.name),
        interrupted: state.state === "onboarding",
        ...(state.state === "onboarding"
          ? { neighbours: await recordedPartners(session, place, partner) }
          : {}),
      },
      context,
    );
  const known = (await listPartners(store)).map((other) => other.partner);
  const { data, secretRecoveryDays } = options;
  return planOffboard(
    {
      ...request,
      data: data as OffboardChoices["data"],
      secretRecoveryDays: Number(secretRecoveryDays),
      known,
      interrupted: true,
    },
    context,
  );
}

/**
 * The plan of an earlier run, as that run began with it.
 * @throws VendorError `planForeign` where it is not exactly that any more, `planMismatch` where it is for another account
 */
export function recordedPlan({ config, store }: Workplace, run: string): Plan {
  const plan = readPlan(store, run);
  const file = planFile(store, run);
  if (plan.account !== config.account || plan.region !== config.region)
    throw vendorError("planMismatch", { file, what: `it is for account ${plan.account} in ${plan.region}` });
  return plan;
}
