import { type Problem, vendorError } from "../core/errors.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { planAdopt } from "../runbook/planning.ts";
import { isUnderWay, type PartnerState, readPartner } from "../store/partners.ts";
import { completeAll } from "./complete.ts";
import { checkConfirmed, confirmByName } from "./confirm-plan.ts";
import type { Request } from "./draft.ts";
import { refuseLookalikes } from "./lookalikes.ts";
import { refuseStale } from "./moved.ts";
import { reviewedPlan, reviewedRequest } from "./onboard-plan.ts";
import { defaultsOf } from "./onboarding.ts";
import type { LockOptions } from "./options.ts";
import { checkFormat, planned, type Stopping } from "./planned.ts";
import { prompterOn } from "./prompts/prompter.ts";
import { begunSteps } from "./recorded.ts";
import { FOLDED, planText } from "./render/plan.ts";
import type { CommandResult } from "./result.ts";
import { runPlan } from "./run-plan.ts";
import type { Session } from "./session.ts";
import { draftsOf, type PartnerFlags } from "./sources.ts";
import { askForDraft } from "./wizard.ts";
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
    const request = await requestOf(session, place, options);
    checkConfirmed(options.confirm, request.partner);
    await refuseLookalikes(place.store, [request.partner]);
    const seen = await readPartner(place.store, request.partner);
    refuseUnderWay(seen);
    return withAws(session, place, (connected) =>
      adoptFor(session, place, connected, request, seen, options),
    );
  });
}

async function adoptFor(
  session: Session,
  place: Workplace,
  connected: Connected,
  request: Request,
  seen: PartnerState | undefined,
  options: AdoptOptions,
): Promise<CommandResult> {
  const replan = () =>
    planAdopt(
      { config: place.config, ...request, begun: begunSteps(place.store, seen) },
      { aws: connected.aws, tool: session.tool },
    );
  const plan = await replan();
  const reviewed = reviewedPlan(session, options, "adopt");
  if (reviewed !== undefined) refuseStale(options.plan ?? "", reviewed, plan);
  const stopped = await planned(session, plan, options);
  if (stopped !== undefined) return stopped;
  if (!isNoOp(plan) && options.confirm === undefined) {
    await confirmByName(session, plan, `What is listed as nobody's becomes ${plan.partner}'s.`);
    await refuseMoved(plan, replan);
  }
  const result = await runPlan({
    session,
    place,
    connected,
    plan,
    seen,
    replan,
    rollback: true,
    breakLock: options.breakLock,
  });
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

async function requestOf(session: Session, place: Workplace, options: AdoptOptions): Promise<Request> {
  const reviewed = reviewedRequest(session, place, options, "adopt");
  const missing = unconfirmed(session, options);
  const [draft = { answers: {} }, ...others] =
    reviewed === undefined ? draftsOf(options, session.host.cwd) : [];
  if (others.length > 0)
    throw vendorError("usageInvalid", { what: "It takes one partner at a time.", command: "adopt" });
  const answered = reviewed === undefined && session.interactive ? await ask(session, place, draft) : draft;
  const [request] =
    reviewed === undefined
      ? completeAll([answered], defaultsOf(session), place.folders, session.host, missing)
      : [reviewed];
  if (request === undefined || (reviewed !== undefined && missing.length > 0))
    throw vendorError("inputMissing", { what: "confirmation" }, { problems: missing });
  return request;
}

async function ask(session: Session, place: Workplace, draft: Parameters<typeof askForDraft>[0]) {
  const { host, options } = session;
  const { owner = host.env.GIT_AUTHOR_EMAIL } = defaultsOf(session);
  const prompter = prompterOn(session, () => draft.partner ?? "the partner");
  try {
    prompter.open("vendor adopt");
    return await askForDraft(draft, prompter, {
      folders: place.folders,
      paths: host,
      yes: options.yes === true,
      ...(owner === undefined ? {} : { owner }),
    });
  } finally {
    prompter.close();
  }
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
