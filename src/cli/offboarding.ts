import { resolve } from "node:path";
import { type Problem, vendorError } from "../core/errors.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { checkPartnerName } from "../runbook/inputs.ts";
import { readPartnerFile } from "../runbook/partner-file.ts";
import { type OffboardChoices, planOffboard } from "../runbook/planning.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { listPartners, readPartner, unfinishedRuns } from "../store/partners.ts";
import { checkConfirmed, confirmByName } from "./confirm-plan.ts";
import { withKeys } from "./key-answer.ts";
import { refuseStale } from "./moved.ts";
import type { LockOptions } from "./options.ts";
import { readPlanFile } from "./plan-file.ts";
import { checkFormat, planned, type Stopping, stopsAtPlan } from "./planned.ts";
import { prompterOn } from "./prompts/prompter.ts";
import { formerPhases } from "./recorded.ts";
import type { CommandResult } from "./result.ts";
import { runPlan } from "./run-plan.ts";
import type { Session } from "./session.ts";
import { inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor offboard`. */
export interface OffboardOptions extends Stopping, LockOptions {
  readonly partner?: string;
  readonly from?: readonly string[];
  readonly runbook?: string;
  readonly plan?: string;
  readonly data: OffboardChoices["data"];
  readonly secretRecoveryDays: number;
  readonly confirm?: string;
}

/** Takes a partner back to nothing. */
export async function offboard(session: Session, options: OffboardOptions): Promise<CommandResult> {
  checkFormat(session, options);
  const { cwd } = session.host;
  const reviewed = options.plan === undefined ? undefined : readPlanFile(options.plan, "offboard", cwd);
  return inWorkplace(session, async (place) => {
    const partner = await partnerOf(session, place, options, reviewed);
    // Where the partner is gone already no lock is taken, and a dead process's would stay.
    if (!stopsAtPlan(options)) await place.store.locks.clearDead();
    const choices = await choicesOf(session, place, options, partner, reviewed);
    return withAws(session, place, async (connected) => {
      const replan = () => planOffboard(choices, { aws: connected.aws, tool: session.tool });
      const seen = await readPartner(place.store, partner);
      const plan = await replan();
      if (reviewed !== undefined) refuseStale(options.plan ?? "", reviewed, plan);
      const stopped = await planned(session, plan, options);
      if (stopped !== undefined) return stopped;
      if (!isNoOp(plan) && options.confirm === undefined)
        await confirmByName(session, plan, `This ends ${partner}'s access for good.`);
      return runPlan({
        session,
        place,
        connected,
        plan,
        seen,
        replan,
        rollback: false,
        breakLock: options.breakLock,
      });
    });
  });
}

/** Who it is about. Without anybody to ask, the name must be given twice: running is not undone by running again. */
async function partnerOf(
  session: Session,
  place: Workplace,
  options: OffboardOptions,
  reviewed: Plan | undefined,
): Promise<string> {
  const fromFile = options.from?.map((file) => readPartnerFile(resolve(session.host.cwd, file)).partner)[0];
  const given = options.partner ?? reviewed?.partner ?? fromFile;
  const missing: Problem[] = [];
  if (given === undefined && !session.interactive)
    missing.push({
      field: "partner",
      message: "Needed and not given.",
      hint: "Give its name as the first argument.",
    });
  const looking = options.dryRun || options.planOut !== undefined;
  if (!looking && !session.interactive && options.confirm === undefined) {
    missing.push({
      field: "confirmation",
      message: "Needed and not given.",
      hint: `Give it with --confirm ${given ?? "PARTNER"}; --yes does not grant it.`,
    });
  }
  if (missing.length > 0)
    throw vendorError(
      "inputMissing",
      { what: missing.map(({ field }) => field).join(", ") },
      { problems: missing },
    );
  const partner = given ?? (await choosePartner(session, place));
  const wrong = checkPartnerName(partner);
  if (wrong !== undefined)
    throw vendorError(
      "inputInvalid",
      { what: "The partner's name" },
      { problems: [{ field: "partner", message: wrong }] },
    );
  if (reviewed !== undefined && reviewed.partner !== partner)
    throw vendorError("planMismatch", { file: options.plan ?? "", what: `it is about ${reviewed.partner}` });
  checkConfirmed(options.confirm, partner);
  return partner;
}

async function choosePartner(session: Session, { store }: Workplace): Promise<string> {
  const partners = (await listPartners(store)).filter(({ state }) => state !== "offboarded");
  if (partners.length === 0) throw vendorError("partnerUnknown", { partner: "", known: "" });
  const prompter = prompterOn(session, () => "the partner");
  try {
    return await prompter.choice({
      message: "Which partner leaves?",
      choices: partners.map(({ partner, runbook, owner }) => ({
        value: partner,
        label: partner,
        hint: `${runbook.name}, ${owner}`,
      })),
    });
  } finally {
    prompter.close();
  }
}

/** What is known of the partner: by a reviewed plan, by its file, or by the store. */
async function choicesOf(
  session: Session,
  { config, folders, store }: Workplace,
  options: OffboardOptions,
  partner: string,
  reviewed: Plan | undefined,
): Promise<OffboardChoices> {
  const { host } = session;
  const known = (await listPartners(store))
    .filter(({ state }) => state !== "offboarded")
    .map((state) => state.partner);
  const state = await readPartner(store, partner);
  const [file] = options.from ?? [];
  const read = file === undefined ? undefined : readPartnerFile(resolve(host.cwd, file));
  const source = reviewed ?? (read === undefined ? state : { ...read, runbook: { from: read.runbook } });
  if (source === undefined) throw vendorError("partnerUnknown", { partner, known: known.join(", ") });
  const runbook = loadRunbook(options.runbook ?? source.runbook.from, folders, host.cwd);
  const removal = reviewed?.options ?? { data: options.data, secretRecoveryDays: options.secretRecoveryDays };
  return {
    config,
    runbook,
    partner,
    owner: source.owner,
    inputs: withKeys(runbook.inputs, source.inputs, host),
    data: removal.data as OffboardChoices["data"],
    secretRecoveryDays: Number(removal.secretRecoveryDays),
    known,
    interrupted: unfinishedRuns(state).length > 0,
    former: formerPhases(store, state),
  };
}
