import { type Problem, vendorError } from "../core/errors.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { planAdopt } from "../runbook/planning.ts";
import { isUnderWay, type PartnerState, readPartner } from "../store/partners.ts";
import { givenFlags } from "./answered-command.ts";
import { completeAll } from "./complete.ts";
import { checkConfirmed, confirmByName, typeName } from "./confirm-plan.ts";
import { defaultsOf } from "./defaults.ts";
import type { Draft, Request } from "./draft.ts";
import { readHidden, withHidden } from "./hidden.ts";
import { refuseLookalikes } from "./lookalikes.ts";
import { refuseStale } from "./moved.ts";
import { reviewedPlan, reviewedRequest } from "./onboard-plan.ts";
import type { LockOptions } from "./options.ts";
import { planAsking } from "./plan-asking.ts";
import { checkFormat, planned, type Stopping, stopsAtPlan } from "./planned.ts";
import { begunSteps } from "./recorded.ts";
import { FOLDED, planText } from "./render/plan.ts";
import type { CommandResult } from "./result.ts";
import { runPlan } from "./run-plan.ts";
import type { Session } from "./session.ts";
import { draftsOf, type PartnerFlags } from "./sources.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor adopt`. */
export interface AdoptOptions extends LockOptions, PartnerFlags, Stopping {
  readonly plan?: string;
  readonly confirm?: string;
}

/** Takes over what exists under a partner's names and is nobody's. */
export async function adopt(session: Session, options: AdoptOptions): Promise<CommandResult> {
  checkFormat(session, options);
  return inWorkplace(session, async (place) => {
    const [asked = { answers: {} }, ...others] =
      options.plan === undefined ? draftsOf(options, session.host.cwd) : [];
    if (others.length > 0)
      throw vendorError("usageInvalid", { what: "It takes one partner at a time.", command: "adopt" });
    // What is adopted keeps its value: what stands for it is enough.
    const how = { planOnly: true, runbook: defaultsOf(session).runbook };
    const draft = await withHidden(session, place, asked, await readHidden(session, options), how);
    if (options.plan === undefined && session.interactive)
      return withAws(session, place, (connected) => adoptAsking(session, place, connected, draft, options));
    const request = requestOf(session, place, options, draft);
    const seen = await stateOf(place, options, request);
    return withAws(session, place, async (connected) => {
      const made = await planFor(session, place, connected, request, seen);
      const reviewed = reviewedPlan(session, options, "adopt");
      if (reviewed !== undefined) refuseStale(options.plan ?? "", reviewed, made.plan);
      if (isUnagreed(made.plan, options)) {
        await confirmByName(session, made.plan, questionOf(made.plan));
        await refuseMoved(made.plan, made.replan);
      }
      return adoptLike(session, place, connected, made, options);
    });
  });
}

/** Whether somebody has to agree to a plan yet. */
function isUnagreed(plan: Plan, options: AdoptOptions): boolean {
  return !stopsAtPlan(options) && !isNoOp(plan) && options.confirm === undefined;
}

function questionOf({ partner }: Plan): string {
  return `What is listed as nobody's becomes ${partner}'s.`;
}

/** An adoption that was planned. */
interface Planned {
  readonly plan: Plan;
  /** What is kept of the partner. */
  readonly seen: PartnerState | undefined;
  readonly replan: () => Promise<Plan>;
}

async function planFor(
  { tool }: Session,
  { config, store }: Workplace,
  { aws }: Connected,
  request: Request,
  seen: PartnerState | undefined,
): Promise<Planned> {
  const replan = () => planAdopt({ config, ...request, begun: begunSteps(store, seen) }, { aws, tool });
  return { plan: await replan(), seen, replan };
}

async function adoptAsking(
  session: Session,
  place: Workplace,
  connected: Connected,
  draft: Draft,
  options: AdoptOptions,
): Promise<CommandResult> {
  const { dryRun, planOut, format, exitCode, confirm, breakLock } = options;
  const made = await planAsking(session, place, connected, draft, {
    asking: { refuseTaken: false, rehearse: false },
    flags: givenFlags({ dryRun, planOut, format, exitCode, confirm, breakLock }),
    async plan(answered) {
      const request = requestOf(session, place, options, answered);
      return planFor(session, place, connected, request, await stateOf(place, options, request));
    },
    async agree({ plan, replan }, prompter, back) {
      if (!isUnagreed(plan, options)) return true;
      const agreed = await typeName(session, prompter, plan, questionOf(plan), back);
      if (agreed) await refuseMoved(plan, replan);
      return agreed;
    },
  });
  return adoptLike(session, place, connected, made, options);
}

/** What is kept of the partner. @throws VendorError where it is not one to take something over for */
async function stateOf(
  { store }: Workplace,
  { confirm }: AdoptOptions,
  { partner }: Request,
): Promise<PartnerState | undefined> {
  checkConfirmed(confirm, partner);
  await refuseLookalikes(store, [partner]);
  const seen = await readPartner(store, partner);
  refuseUnderWay(seen);
  return seen;
}

async function adoptLike(
  session: Session,
  place: Workplace,
  connected: Connected,
  made: Planned,
  options: AdoptOptions,
): Promise<CommandResult> {
  const { plan } = made;
  const stopped = await planned(session, plan, options);
  if (stopped !== undefined) return stopped;
  const { breakLock } = options;
  const result = await runPlan({ session, place, connected, ...made, rollback: true, breakLock });
  return isNoOp(plan) ? { ...result, text: planText(plan, session.outStyle, FOLDED) } : result;
}

/** Somebody may have marked a resource as theirs while the question stood. */
async function refuseMoved({ digest, partner }: Plan, replan: () => Promise<Plan>): Promise<void> {
  if ((await replan()).digest !== digest) throw vendorError("adoptionMoved", { partner });
}

/** An onboarding or offboarding that was cut knows best what it made: it comes first. */
function refuseUnderWay(seen: PartnerState | undefined): void {
  if (seen === undefined || seen.state === "adopting" || !isUnderWay(seen)) return;
  const { partner, state, run = "" } = seen;
  throw vendorError("adoptionBarred", { partner, state, run });
}

function requestOf(session: Session, place: Workplace, options: AdoptOptions, draft: Draft): Request {
  const reviewed = reviewedRequest(session, place, options, "adopt");
  const missing = unconfirmed(session, options);
  const [request] =
    reviewed === undefined
      ? completeAll([draft], defaultsOf(session), place.folders, session.host, missing)
      : [reviewed];
  if (request === undefined || (reviewed !== undefined && missing.length > 0))
    throw vendorError("inputMissing", { what: "confirmation" }, { problems: missing });
  return request;
}

/** Without anybody to ask, the name must be given twice; looking needs no yes. */
function unconfirmed({ interactive }: Session, options: AdoptOptions): readonly Problem[] {
  const { dryRun, planOut, confirm, partner = "PARTNER" } = options;
  if (interactive || dryRun || planOut !== undefined || confirm !== undefined) return [];
  return [
    {
      field: "confirmation",
      message: "Needed and not given.",
      hint: `Give it with --confirm ${partner}; --yes does not grant it. Look first with --dry-run.`,
    },
  ];
}
