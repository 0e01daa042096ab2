import { vendorError } from "../core/errors.ts";
import { hiddenMark } from "../core/hidden.ts";
import type { JsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan.ts";
import { type OnboardChoices, planOnboard } from "../runbook/planning.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { isUntested, readPartner, recordedInputs } from "../store/partners.ts";
import type { Store } from "../store/store.ts";
import type { Request } from "./draft.ts";
import { refuseStale } from "./moved.ts";
import { recordedPartners } from "./neighbours.ts";
import type { LockOptions } from "./options.ts";
import { readPlanFile } from "./plan-file.ts";
import type { Stopping } from "./planned.ts";
import { formerPhases } from "./recorded.ts";
import type { Session } from "./session.ts";
import { draftsOf, type PartnerFlags } from "./sources.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** Options of `vendor onboard`. */
export interface OnboardOptions extends LockOptions, PartnerFlags, Stopping {
  readonly plan?: string;
  readonly skipRehearsal?: boolean;
  readonly skipTest?: boolean;
  readonly reason?: string;
  /** `false`: the partner's own servers are left alone, since those of an example are nobody's. Default true. */
  readonly meet?: boolean;
  /** `false` with `--no-rollback`. */
  readonly rollback: boolean;
}

/**
 * Plans an onboarding; where a plan was reviewed (`--plan`), exactly that one comes out, or none.
 * @param batch everything that this command onboards: what is not recorded yet is compared with as well
 * @throws VendorError `planStale`, and what planning throws
 */
export async function planFor(
  session: Session,
  place: Workplace,
  { aws }: Connected,
  request: Request,
  options: OnboardOptions,
  batch: readonly Request[] = [],
): Promise<Plan> {
  const { config, store } = place;
  const { plan: file = "", reason = "" } = options;
  const reviewed = reviewedPlan(session, options, "onboard");
  const skips = reviewed?.options ?? {
    ...(options.skipRehearsal ? { skipRehearsal: reason } : {}),
    ...(options.skipTest ? { skipTest: reason } : {}),
  };
  const before = await recordedFor(store, request);
  const recorded = await recordedPartners(session, place, request.partner);
  const known = new Set([request.partner, ...recorded.map(({ partner }) => partner)]);
  const neighbours = [...recorded, ...batch.filter(({ partner }) => !known.has(partner))];
  const plan = await planOnboard(
    { config, ...request, ...before, ...skips, neighbours },
    { aws, tool: session.tool },
  );
  if (reviewed !== undefined) refuseStale(file, reviewed, plan);
  return plan;
}

/** What is recorded of earlier onboardings of this partner. */
async function recordedFor(
  store: Store,
  { partner, runbook }: Request,
): Promise<Pick<OnboardChoices, "recorded" | "interrupted" | "leaving" | "former">> {
  const state = await readPartner(store, partner);
  if (state === undefined || state.state === "offboarded") return {};
  return {
    recorded: recordedInputs(state, runbook.name),
    interrupted: isUntested(state),
    leaving: state.state === "offboarding",
    former: formerPhases(store, state),
  };
}

/**
 * The request that a reviewed plan was made from, or `undefined` where none is given: it must still give the same plan.
 * @throws VendorError `planMismatch`, and what reading it, or a partner file beside it, throws
 */
export function reviewedRequest(
  session: Session,
  { config, folders }: Workplace,
  options: PartnerFlags & Pick<OnboardOptions, "plan">,
  command: Plan["command"],
): Request | undefined {
  const { plan: file = "" } = options;
  const plan = reviewedPlan(session, options, command);
  if (plan === undefined) return undefined;
  if (plan.account !== config.account)
    throw vendorError("planMismatch", { file, what: `it is for account ${plan.account}` });
  const { owner, from, inputs } = askedBeside(plan, options, session.host.cwd);
  const runbook = loadRunbook(from, folders, session.host.cwd);
  return { partner: plan.partner, owner, runbook, inputs };
}

/**
 * What a partner file or flags ask for beside a reviewed plan, which must be the same; what they leave open is the plan's.
 * @throws VendorError `planMismatch` where they are about another partner, or several
 */
function askedBeside(
  { partner, owner, runbook, inputs }: Plan,
  options: PartnerFlags & Pick<OnboardOptions, "plan">,
  cwd: string,
): { readonly owner: string; readonly from: string; readonly inputs: JsonObject } {
  const [draft, ...others] = draftsOf(options, cwd);
  const other = others[0] ?? draft;
  if (other?.partner !== undefined && other.partner !== partner)
    throw vendorError("planMismatch", { file: options.plan ?? "", what: `it is about ${partner}` });
  const hidden = Object.fromEntries(
    Object.entries(inputs).filter(([, answer]) => hiddenMark(answer) !== undefined),
  );
  const answers =
    draft?.file === undefined ? { ...inputs, ...draft?.answers } : { ...hidden, ...draft.answers };
  return { owner: draft?.owner ?? owner, from: draft?.runbook ?? runbook.from, inputs: answers };
}

/** The plan that was reviewed, where one is given. @throws VendorError what reading it throws */
export function reviewedPlan(
  { host }: Session,
  { plan }: Pick<OnboardOptions, "plan">,
  command: Plan["command"],
): Plan | undefined {
  return plan === undefined ? undefined : readPlanFile(plan, command, host.cwd);
}
