import { pairTest } from "../access/catalogue/pairs.ts";
import type { Aws } from "../aws/aws.ts";
import { digest } from "../core/canonical.ts";
import { vendorError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan.ts";
import { makeAdoptPlan } from "../plan/adopt.ts";
import type { RecordedPhase } from "../plan/former.ts";
import { makeOffboardPlan } from "../plan/offboard.ts";
import { makeOnboardPlan } from "../plan/onboard.ts";
import { preflight } from "../plan/preflight.ts";
import { makeTestPlan } from "../plan/test.ts";
import {
  type BaseFacts,
  type BaseNames,
  type Blueprint,
  type PlanContext,
  type PlanHead,
  TEST_KEY,
} from "../plan/types.ts";
import { ownershipTags } from "../resources/ownership.ts";
import { usesServer } from "./base-needs.ts";
import { checkAnswers, completeInputs } from "./inputs.ts";
import { type Neighbour, neighboursOf } from "./neighbours.ts";
import { resolveBlueprint } from "./resolve.ts";
import type { Runbook } from "./runbooks.ts";
import { standInWarnings } from "./stand-in.ts";
import type { Config } from "./types.ts";
import { neighbourOf, twinOf } from "./values.ts";

/** Who is planned for, by which runbook. */
export interface PartnerRequest {
  readonly config: Config;
  readonly runbook: Runbook;
  readonly partner: string;
  readonly owner: string;
  readonly inputs: JsonObject;
  /** What earlier runs on this partner were to make, by their plans: also by another runbook. */
  readonly former?: readonly RecordedPhase[];
}

/** An onboarding as the command line asks for it. */
export interface OnboardChoices extends PartnerRequest {
  /** The inputs by which something of this partner may exist: of its earlier onboardings by this runbook. */
  readonly recorded?: readonly JsonObject[];
  /** Whether the last onboarding of this partner did not get to its end. */
  readonly interrupted?: boolean;
  /** Whether an offboarding of this partner was begun and did not get to its end. */
  readonly leaving?: boolean;
  /** Every other partner: none of them may reach what this one does. Absent: nothing is compared. */
  readonly neighbours?: readonly Neighbour[];
  /** Why the rehearsal is left out; absent: it is not. */
  readonly skipRehearsal?: string;
  /** Why the access test is left out; absent: it is not. */
  readonly skipTest?: string;
}

/** An adoption as the command line asks for it. */
export interface AdoptChoices extends PartnerRequest {
  /** Steps that an interrupted adoption of this partner had begun. */
  readonly begun: ReadonlySet<string>;
}

/** An offboarding as the command line asks for it. */
export interface OffboardChoices extends PartnerRequest {
  readonly data: "keep" | "archive" | "purge";
  readonly secretRecoveryDays: number;
  readonly known: readonly string[];
  /** Whether the last run on this partner did not get to its end. */
  readonly interrupted?: boolean;
}

/**
 * Plans an onboarding. Reads AWS, changes nothing.
 * @throws VendorError input problems (exit 2), refusals (exit 3) · AwsFailure
 */
export async function planOnboard(choices: OnboardChoices, context: PlanContext): Promise<Plan> {
  const { config, partner, recorded = [], interrupted = false, skipRehearsal, skipTest } = choices;
  const inputs = inputsOf(choices);
  const rehearse = skipRehearsal === undefined && skipTest === undefined;
  const fit = await fitBase(config, rehearse, context.aws, choices.runbook);
  const blueprint = (subject: string, rehearsal: boolean, answers = inputs) =>
    blueprintOf(choices, base, subject, rehearsal ? "twin" : "partner", answers);
  const subjects = [partner, ...(rehearse ? [twinOf(partner)] : [])];
  const neighbours = choices.neighbours && neighboursOf(config, choices.neighbours, subjects);
  const warned =
    neighbours === undefined || skipTest !== undefined ? [] : standInWarnings(config, neighbours);
  const back = choices.leaving ? [comesBack(partner)] : [];
  const base = { ...fit, warnings: [...fit.warnings, ...back, ...warned] };
  const others = recorded.filter((answers) => digest(answers) !== digest(inputs));
  return makeOnboardPlan(
    {
      head: headOf(choices, inputs),
      base,
      live: blueprint(partner, false),
      previous: others.map((answers) => blueprint(partner, false, answers)),
      recorded: choices.former ?? [],
      twin: twinOf(partner),
      ...(rehearse ? { rehearsal: blueprint(twinOf(partner), true) } : {}),
      test: skipTest === undefined,
      ...(neighbours === undefined ? {} : { neighbours }),
      interrupted,
      options: defined({ skipRehearsal, skipTest }),
    },
    context,
  );
}

function comesBack(partner: string): string {
  return `An offboarding of ${partner} was begun and did not get to its end. This gives ${partner} its access back; \`vendor resume ${partner}\` finishes the offboarding instead.`;
}

/**
 * The base, which can carry a partner. Reads only.
 * @param rehearse whether a sandbox account is needed
 * @param runbook whose needs it has to meet; absent: those that all share
 * @throws VendorError `sandboxMissing`, `baseUnfit` · AwsFailure
 */
export async function fitBase(
  config: Config,
  rehearse: boolean,
  aws: Aws,
  runbook?: Runbook,
): Promise<BaseFacts> {
  if (rehearse && config.sandboxAccount === undefined) throw vendorError("sandboxMissing", {});
  const names = baseOf(config, true, runbook);
  return preflight({ ...names, serverAside: runbook === undefined || names.serverAside === true }, aws);
}

/**
 * Plans to take over what exists under a partner's names and is nobody's. Reads AWS, changes nothing.
 * @throws VendorError input problems (exit 2), refusals (exit 3) · AwsFailure
 */
export async function planAdopt(request: AdoptChoices, context: PlanContext): Promise<Plan> {
  const { config, partner, begun } = request;
  const inputs = inputsOf(request);
  const base = await fitBase(config, false, context.aws, request.runbook);
  const live = blueprintOf(request, base, partner, "partner", inputs);
  return makeAdoptPlan({ head: headOf(request, inputs), base, live, begun }, context);
}

/** An access test as the command line asks for it. */
export interface TestChoices extends PartnerRequest {
  /** Whether an earlier test of this partner was cut off. */
  readonly interrupted: boolean;
  /** Names of other partners that live, whose things this one's actor tries as well. */
  readonly others: readonly string[];
}

/**
 * Plans the access test of a partner that lives. Reads AWS, changes nothing.
 * @throws VendorError `testIncomplete`, refusals (exit 3) · AwsFailure
 */
export async function planTest(choices: TestChoices, context: PlanContext): Promise<Plan> {
  const { config, partner, interrupted, others } = choices;
  const inputs = inputsOf(choices);
  const base = await preflight(baseOf(config, true, choices.runbook), context.aws);
  const alone = blueprintOf(choices, base, partner, "partner", inputs);
  const live = withNeighbours(alone, config, others);
  return makeTestPlan({ head: headOf(choices, inputs), base, live, interrupted }, context);
}

/**
 * Plans an offboarding. Reads AWS, changes nothing.
 * @throws VendorError `partnerUnknown`, refusals (exit 3) · AwsFailure
 */
export async function planOffboard(choices: OffboardChoices, context: PlanContext): Promise<Plan> {
  const { config, partner, data, secretRecoveryDays, known, interrupted = false } = choices;
  const inputs = inputsOf(choices);
  const base = await preflight(baseOf(config, false, choices.runbook), context.aws);
  const blueprint = (subject: string, as: Standing) => blueprintOf(choices, base, subject, as, inputs);
  return makeOffboardPlan(
    {
      head: headOf(choices, inputs),
      base,
      live: blueprint(partner, "partner"),
      ...(config.sandboxAccount === undefined
        ? {}
        : { leaving: blueprint(partner, "leaver"), rehearsal: blueprint(twinOf(partner), "twin") }),
      recorded: choices.former ?? [],
      twin: twinOf(partner),
      removal: { data, secretRecoveryDays },
      known,
      interrupted,
    },
    context,
  );
}

/**
 * The base that preflight checks. Nobody's leaving waits for a key that signs.
 * @param runbook whose needs it has to meet; absent: everybody's
 */
export function baseOf(config: Config, mustSign: boolean, runbook?: Runbook): BaseNames {
  const { signWith } = config.audit;
  const serverAside = runbook !== undefined && !usesServer(runbook);
  return {
    ...config,
    serverAside,
    ...(signWith === undefined ? {} : { signing: { key: signWith, must: mustSign } }),
  };
}

/** As what a subject is planned for: the partner itself, its twin, or the partner in the moments before its freeze. */
type Standing = "partner" | "twin" | "leaver";

/** A blueprint whose first fresh SFTP actor also tries what belongs to `others`. */
function withNeighbours(blueprint: Blueprint, config: Config, others: readonly string[]): Blueprint {
  const [actor] = Object.entries(blueprint.actors).flatMap(([name, spec]) =>
    spec.type === "sftp" && !spec.held && spec.key === TEST_KEY ? [{ name, spec }] : [],
  );
  if (actor === undefined) return blueprint;
  const neighbours = others.map((other) => neighbourOf(config, other));
  const { actors, probes } = pairTest(actor.name, actor.spec, config.bucket, neighbours);
  return {
    ...blueprint,
    actors: { ...blueprint.actors, ...actors },
    probes: [...blueprint.probes, ...probes],
  };
}

function blueprintOf(
  { config, runbook, owner }: PartnerRequest,
  base: BaseFacts,
  subject: string,
  as: Standing,
  inputs: JsonObject,
): Blueprint {
  const tags = ownershipTags(subject, runbook, owner);
  const facts = { rehearsal: as === "twin", standIn: as !== "partner" };
  return resolveBlueprint(runbook, { config, subject, ...facts, inputs, base, tags });
}

/** The inputs of a partner with their defaults. @throws VendorError `inputInvalid` with everything that is wrong with them */
export function inputsOf({ runbook, inputs }: PartnerRequest): JsonObject {
  const problems = checkAnswers(runbook.inputs, inputs);
  if (problems.length > 0)
    throw vendorError("inputInvalid", { what: `The input for ${runbook.name}` }, { problems });
  return completeInputs(runbook.inputs, inputs);
}

/** What plans for a partner begin with. */
export function headOf({ config, runbook, partner, owner }: PartnerRequest, inputs: JsonObject): PlanHead {
  const { name, version, digest: ofIt, from, own } = runbook;
  return {
    partner,
    owner,
    runbook: { name, version, digest: ofIt, from, ...(own === undefined ? {} : { own }) },
    account: config.account,
    region: config.region,
    inputs,
    timing: config.gates,
  };
}

function defined(options: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
