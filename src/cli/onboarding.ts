import { type Problem, vendorError } from "../core/errors.ts";
import type { MetServer } from "../core/meeting.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { type PartnerState, readPartner } from "../store/partners.ts";
import { givenFlags } from "./answered-command.ts";
import { asRecorded } from "./as-recorded.ts";
import { completeAll } from "./complete.ts";
import { confirmPlan } from "./confirm-plan.ts";
import { defaultsOf } from "./defaults.ts";
import type { Draft, Request } from "./draft.ts";
import { meetEndpoints } from "./endpoint.ts";
import { keepFor, readHidden, withHidden } from "./hidden.ts";
import { refuseLookalikes } from "./lookalikes.ts";
import { type OnboardOptions, planFor, reviewedRequest } from "./onboard-plan.ts";
import { offerPartnerFile } from "./partner-file.ts";
import { planAsking } from "./plan-asking.ts";
import { asideFrom, checkFormat, planned, stopsAtPlan } from "./planned.ts";
import type { CommandResult } from "./result.ts";
import { runAll } from "./run-all.ts";
import { runPlan } from "./run-plan.ts";
import { meetServersOf, warnOfServers } from "./servers.ts";
import type { Session } from "./session.ts";
import { draftsOf } from "./sources.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Takes partners from nothing to live. */
export async function onboard(session: Session, options: OnboardOptions): Promise<CommandResult> {
  checkReasons(options);
  checkFormat(session, options);
  return inWorkplace(session, async (place) => {
    const reviewed = reviewedRequest(session, place, options, "onboard");
    const hidden = await readHidden(session, options);
    if (reviewed !== undefined) keepFor(session, reviewed.inputs, hidden);
    if (reviewed !== undefined)
      return withAws(session, place, (connected) =>
        onboardAll(session, place, connected, [reviewed], options),
      );
    const planOnly = stopsAtPlan(options);
    const { runbook } = defaultsOf(session);
    const { cwd } = session.host;
    const asked = session.interactive && !session.options.yes;
    const drafts = await Promise.all(
      draftsOf(options, cwd).map(async (draft) => {
        const known = asked ? draft : await asRecorded(place, draft, cwd);
        return withHidden(session, place, known, hidden, { planOnly, runbook });
      }),
    );
    const [only] = drafts;
    if (session.interactive && drafts.length === 1 && only !== undefined)
      return onboardAsking(session, place, only, options);
    const complete = completeAll(
      drafts,
      defaultsOf(session),
      place.folders,
      session.host,
      unconfirmed(session, options),
    );
    return withAws(session, place, (connected) => onboardAll(session, place, connected, complete, options));
  });
}

/** A skipped check must be accounted for. */
function checkReasons({ skipRehearsal, skipTest, reason, plan }: OnboardOptions): void {
  const skipped = skipTest ? "--skip-test" : skipRehearsal ? "--skip-rehearsal" : undefined;
  if (skipped !== undefined && (reason === undefined || reason.trim() === "")) {
    throw vendorError(
      "inputMissing",
      { what: "--reason" },
      {
        problems: [
          { field: "--reason", message: `${skipped} needs a reason; it goes into the audit record.` },
        ],
      },
    );
  }
  if (plan !== undefined && skipped !== undefined) {
    throw vendorError("usageInvalid", {
      what: `${skipped} is a matter of the plan: give it when you make it.`,
      command: "onboard",
    });
  }
}

/** Without anybody to ask, running needs a yes; looking does not. */
function unconfirmed({ options }: Session, { dryRun, planOut }: OnboardOptions): readonly Problem[] {
  if (options.yes || dryRun || planOut !== undefined) return [];
  return [
    {
      field: "confirmation",
      message: "Needed and not given.",
      hint: "Give it with --yes, or look first with --dry-run.",
    },
  ];
}

/** Credentials come first: nobody answers questions to be told then that they have expired. */
function onboardAsking(
  session: Session,
  place: Workplace,
  draft: Draft,
  options: OnboardOptions,
): Promise<CommandResult> {
  return withAws(session, place, async (connected) => {
    const { dryRun, planOut, format, exitCode, skipRehearsal, skipTest, reason, breakLock } = options;
    const rollback = options.rollback ? undefined : false;
    const { request, ...made } = await planAsking(session, place, connected, draft, {
      asking: { refuseTaken: true, rehearse: !skipRehearsal && !skipTest },
      flags: givenFlags({
        dryRun,
        planOut,
        format,
        exitCode,
        skipRehearsal,
        skipTest,
        reason,
        rollback,
        breakLock,
      }),
      plan: (answered) => planAnswered(session, place, connected, answered, options),
      async agree({ plan }, prompter, back) {
        if (stopsAtPlan(options) || session.options.yes || isNoOp(plan)) return true;
        const agreed = await confirmPlan(session, prompter, plan, `Onboard ${plan.partner} like this?`, back);
        if (agreed) prompter.done("Here we go.");
        return agreed;
      },
    });
    const stopped = await planned(session, made.plan, options);
    if (stopped !== undefined) return stopped;
    if (draft.file === undefined) await offerPartnerFile(session, place, request);
    return runPlan({ session, place, connected, ...made, rollback: options.rollback, breakLock });
  });
}

/** An onboarding that was planned. */
interface Planned {
  readonly plan: Plan;
  /** What is recorded of the partner. */
  readonly seen: PartnerState | undefined;
  readonly replan: () => Promise<Plan>;
  /** The partner's own servers, as they were met. */
  readonly servers: readonly MetServer[];
}

async function planAnswered(
  session: Session,
  place: Workplace,
  connected: Connected,
  draft: Draft,
  options: OnboardOptions,
): Promise<Planned & { readonly request: Request }> {
  const [request] = completeAll([draft], defaultsOf(session), place.folders, session.host, []);
  if (request === undefined) throw vendorError("inputMissing", { what: "partner" });
  await refuseLookalikes(place.store, [request.partner]);
  return { request, ...(await planRequest(session, place, connected, request, options)) };
}

/**
 * Plans, and warns before anything is made where the partner's own servers do not present the keys that are to be pinned.
 * @param batch everything that this command onboards
 */
async function planRequest(
  session: Session,
  place: Workplace,
  connected: Connected,
  request: Request,
  options: OnboardOptions,
  batch?: readonly Request[],
): Promise<Planned> {
  const replan = () => planFor(session, place, connected, request, options, batch);
  const seen = await readPartner(place.store, request.partner);
  const plan = await replan();
  await meetEndpoints(session, plan, stopsAtPlan(options));
  const unmet = options.meet === false || isNoOp(plan);
  const servers = unmet ? [] : await meetServersOf(session, { config: place.config, ...request });
  warnOfServers(session, servers);
  return { plan, seen, replan, servers };
}

async function onboardAll(
  session: Session,
  place: Workplace,
  connected: Connected,
  requests: readonly Request[],
  options: OnboardOptions,
): Promise<CommandResult> {
  if (options.planOut !== undefined && requests.length > 1) {
    throw vendorError("usageInvalid", {
      what: `--plan-out takes one plan, and ${requests.length} partners are asked for.`,
      command: "onboard",
    });
  }
  await refuseLookalikes(
    place.store,
    requests.map(({ partner }) => partner),
  );
  const result = await runAll(session, requests, async (request) => {
    const { rollback, breakLock } = options;
    const made = await planRequest(session, place, connected, request, options, requests);
    const stopped = await planned(session, made.plan, options);
    return stopped ?? runPlan({ session, place, connected, ...made, rollback, breakLock });
  });
  return requests.length > 1 ? asideFrom(session, result, options) : result;
}
