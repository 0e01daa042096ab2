import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Problem, vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { isNoOp, type Plan } from "../../core/plan.ts";
import { shellWord } from "../../core/shell-word.ts";
import { BASE_SUBJECT } from "../../plan/base/blueprint.ts";
import {
  type BaseRequest,
  type BaseSurvey,
  planBase,
  planBaseRemoval,
  surveyBase,
  whatUsesBase,
} from "../../plan/base/plan.ts";
import { loadConfig, parseConfig } from "../../runbook/config.ts";
import { configText } from "../../runbook/config-text.ts";
import type { Config } from "../../runbook/types.ts";
import { type PartnerState, readPartner } from "../../store/partners.ts";
import { openStore, type Store } from "../../store/store.ts";
import { checkConfirmed, confirmByName, confirmPlan } from "../confirm-plan.ts";
import { placeFlags } from "../flags.ts";
import { checkFormat, planned, stopsAtPlan } from "../planned.ts";
import { prompterOn } from "../prompts/prompter.ts";
import type { CommandResult } from "../result.ts";
import { runPlan } from "../run-plan.ts";
import type { Session } from "../session.ts";
import { baseInputs, baseRequest, proposedBucket } from "./base-names.ts";
import { baseResult } from "./base-result.ts";
import { asReviewed, refuseElsewhere, reviewedPlan } from "./base-reviewed.ts";
import { type ConnectedPlace, inPlace } from "./connect.ts";
import type { InitOptions } from "./flags.ts";
import { FORMS } from "./forms.ts";

/** Everything about one `vendor init --base`. */
interface BaseWork {
  readonly session: Session;
  readonly options: InitOptions;
  readonly place: ConnectedPlace;
  /** Path of the configuration. */
  readonly file: string;
  readonly config: Config;
  readonly store: Store;
  readonly seen: PartnerState | undefined;
  readonly request: BaseRequest;
  /** The plan that is to be applied exactly. */
  readonly reviewed: Plan | undefined;
}

/** `vendor init --base`: makes what is missing of a base, or takes away what it has made. */
export async function initBase(session: Session, file: string, options: InitOptions): Promise<CommandResult> {
  checkFormat(session, options);
  checkConfirmed(options.confirm, BASE_SUBJECT);
  const reviewed = reviewedPlan(session, options);
  const missing = unconfirmed(session, options);
  if (missing.length > 0) throw vendorError("inputMissing", { what: "confirmation" }, { problems: missing });
  return inPlace(session, "admin", async (place) => {
    const config = configAt(file, place);
    const store = openStore(join(config.store, "base"), session.host);
    const seen = await readPartner(store, BASE_SUBJECT);
    refuseElsewhere(options, reviewed, place);
    const recorded = reviewed?.inputs ?? (seen?.state === "offboarded" ? {} : (seen?.inputs ?? {}));
    const inputs = baseInputs(await withBucket(session, options, place, recorded), place, recorded);
    const owner = reviewed?.owner ?? session.host.env.GIT_AUTHOR_EMAIL ?? BASE_SUBJECT;
    const request = baseRequest(inputs, place, owner);
    const work = { session, options, place, file, config, store, seen, request, reviewed };
    return options.remove ? removeBase(work) : makeBase(work);
  });
}

/** Without anybody to ask, running needs a yes, and removing the name; looking needs neither. */
function unconfirmed({ interactive, options: { yes } }: Session, options: InitOptions): readonly Problem[] {
  if (interactive || stopsAtPlan(options)) return [];
  const flag = options.remove ? `--confirm ${BASE_SUBJECT}` : "--yes";
  if (options.remove ? options.confirm !== undefined : yes || options.plan !== undefined) return [];
  const hint = `Give it with ${flag}, or look first with --dry-run.`;
  return [{ field: "confirmation", message: "Needed and not given.", hint }];
}

/** The bucket's name is the one thing that has no default that is sure to be free. */
async function withBucket(
  session: Session,
  options: InitOptions,
  place: ConnectedPlace,
  recorded: JsonObject,
): Promise<InitOptions> {
  const known = options.bucket !== undefined || recorded.bucket !== undefined || options.remove;
  if (known || session.options.yes || !session.interactive) return options;
  const prompter = prompterOn(session, () => "the base");
  try {
    prompter.open("vendor init --base");
    prompter.tell(`Account ${place.account}, region ${place.region}\nYou are ${place.caller}`);
    const bucket = await prompter.text({
      message: "What shall the bucket for the partners' files be called?",
      help: "Names of buckets are taken world-wide. One that is there in this account already is used as it is.",
      fallback: proposedBucket(place),
      placeholder: proposedBucket(place),
      check: FORMS.bucket,
    });
    return { ...options, bucket };
  } finally {
    prompter.close();
  }
}

/** The configuration that is there, or one that says where journals and audit log are to be. */
function configAt(file: string, { account, region }: ConnectedPlace): Config {
  if (existsSync(file)) {
    const found = loadConfig({ path: file, cwd: dirname(file) });
    if (found.account === account && found.region === region) return found;
  }
  const nothing = "00000000-0000-0000-0000-000000000000";
  const kmsKey = `arn:aws:kms:${region}:${account}:key/${nothing}`;
  const choices = { account, region, bucket: "not-made-yet", kmsKey };
  return parseConfig(configText(choices), dirname(file), file);
}

async function makeBase(work: BaseWork): Promise<CommandResult> {
  const { session, options, place, request } = work;
  const survey = await surveyBase(request, place.aws);
  const plan = asReviewed(options, work.reviewed, planBase(request, survey, session));
  const stopped = await planned(session, plan, options);
  if (stopped !== undefined) return stopped;
  const agreed = session.options.yes || work.reviewed !== undefined;
  if (!isNoOp(plan) && session.interactive && !agreed) {
    const prompter = prompterOn(session, () => "the base");
    try {
      const isYes = await confirmPlan(session, prompter, plan, "Make it like this?");
      if (!isYes) throw vendorError("notConfirmed", { partner: "the base" });
    } finally {
      prompter.close();
    }
  }
  const replan = async () => planBase(request, await surveyBase(request, place.aws), session);
  const result = await run(work, plan, replan);
  if (!isDone(result)) return result;
  const after = await surveyBase(request, place.aws);
  if (!isNoOp(planBase(request, after, session))) {
    const text = "Something is left to do, as after an answer that was lost: run the same once more.";
    session.sink.emit({ type: "warning", text });
  }
  return baseResult({ ...work, survey: after }, result);
}

async function removeBase(work: BaseWork): Promise<CommandResult> {
  const { session, options, place, request, seen } = work;
  const survey = await surveyBase(request, place.aws);
  const there = survey.items.some(({ live }) => live !== undefined);
  if (!there && seen?.state !== "offboarding") throw vendorError("baseNotOurs", { account: place.account });
  await refuseInUse(work, survey);
  const plan = asReviewed(options, work.reviewed, planBaseRemoval(request, survey, session));
  const stopped = await planned(session, plan, options);
  if (stopped !== undefined) return stopped;
  if (options.confirm === undefined)
    await confirmByName(session, plan, "What vendor made of the base is taken away.");
  const replan = async () => planBaseRemoval(request, await surveyBase(request, place.aws), session);
  const result = await run(work, plan, replan);
  if (!isDone(result)) return result;
  const text = `${session.outStyle.good("✓")} What vendor made of the base is gone. Its keys are deleted in thirty days: until then \`aws kms cancel-key-deletion\` brings them back.`;
  return { ...result, text };
}

/** @throws VendorError `baseInUse` */
async function refuseInUse({ place, config, session }: BaseWork, survey: BaseSurvey): Promise<void> {
  const { listPartners } = await import("../../store/partners.ts");
  const partners = await listPartners(openStore(config.store, session.host));
  const here = partners
    .filter(({ state }) => state !== "offboarded")
    .map(({ partner, state }): Problem => ({ message: `Partner ${partner} is ${state}.` }));
  const problems = [...here, ...(await whatUsesBase(survey, place.aws))];
  if (problems.length > 0) throw vendorError("baseInUse", {}, { problems });
}

function run(work: BaseWork, plan: Plan, replan: () => Promise<Plan>): Promise<CommandResult> {
  const { session, options, place, config, store, seen, request } = work;
  const flags = Object.entries({ "--bucket": request.inputs.bucket }).map(
    ([flag, value]) => `${flag} ${shellWord(String(value))}`,
  );
  const goOn = `vendor init --base${options.remove ? " --remove" : ""} ${flags.join(" ")}${placeFlags(session.options)}`;
  return runPlan({
    session,
    place: {
      config,
      store,
      folders: { own: [], shipped: session.host.runbooks },
      ...(place.local === undefined ? {} : { local: place.local }),
    },
    connected: place.connected,
    plan,
    seen,
    replan,
    rollback: options.rollback !== false,
    goOn,
  });
}

function isDone({ outcome }: CommandResult): boolean {
  return outcome === "done" || outcome === "no-changes";
}
