import type { Aws } from "../aws/aws.ts";
import type { JsonObject } from "../core/json.ts";
import { isUnchanged, type Phase, type Plan } from "../core/plan.ts";
import { sealPlan } from "../core/plan-digest.ts";
import { checkFooting } from "./footing.ts";
import { formerItems, type RecordedPhase, readFormer } from "./former.ts";
import { type Neighbours, proveIsolation } from "./isolation.ts";
import { lintWarnings } from "./lint.ts";
import { sharedNotices } from "./notices.ts";
import { readParts, scopeOf } from "./parts.ts";
import { livePhase, rehearsalPhase, twinLeftovers } from "./phases.ts";
import { type Retired, retiredParts } from "./retired.ts";
import { leftoverStages } from "./seeding.ts";
import type { BaseFacts, Blueprint, PhaseParts, PlanContext, PlanHead } from "./types.ts";

/** What an onboarding is planned from. */
export interface OnboardRequest {
  readonly head: PlanHead;
  readonly base: BaseFacts;
  readonly live: Blueprint;
  /** The runbook with the inputs of earlier onboardings, where they were others. */
  readonly previous: readonly Blueprint[];
  /** What earlier runs were to make, by whatever runbook. */
  readonly recorded: readonly RecordedPhase[];
  /** Name of the twin. */
  readonly twin: string;
  /** Absent where the rehearsal is skipped. */
  readonly rehearsal?: Blueprint;
  readonly test: boolean;
  /** Absent where the documents are not compared with anybody's. */
  readonly neighbours?: Neighbours;
  /** The last run did not get to its end: what exists may be untested, whatever it looks like. */
  readonly interrupted: boolean;
  /** Choices of the command line, for the record. */
  readonly options: JsonObject;
}

/**
 * Plans an onboarding from what exists: everything that is missing is created, what differs is updated, what is no longer
 * asked for is taken away, and a partner that is already as wanted gives a plan of no changes. Reads only.
 * @throws VendorError `reachOverlaps`, before anything is read · `ownedByOthers` with every resource that is in the way ·
 * `footingMissing` with everything that they rely on and is not there · AwsFailure
 */
export async function makeOnboardPlan(request: OnboardRequest, context: PlanContext): Promise<Plan> {
  const { head, base, live, previous, recorded, rehearsal, options } = request;
  const { aws } = context;
  const read = (blueprint: Blueprint) => readParts(blueprint, request, aws, true);
  const isolation = isolationOf(request);
  const parts = await read(live);
  const earlier = await Promise.all(previous.map((blueprint) => readParts(blueprint, request, aws, false)));
  const others = formerItems(parts.items, earlier, parts.scope);
  const former = await readFormer(live.subject, [...parts.items, ...others], recorded, request, aws);
  const retired = retiredParts([...others, ...former], parts);
  const twin = rehearsal === undefined ? [] : [await read(rehearsal)];
  const formerTwin = await readFormerTwin(twin, request, aws);
  const footing = await checkFooting(parts.items, parts.scope, aws);
  const notices = [...footing, ...(await sharedNotices(parts.items, parts.scope, aws))];
  const warnings = [...base.warnings, ...notices, ...lintWarnings(parts.items, head.account)];
  const seal = (phases: readonly Phase[]) =>
    sealPlan({ ...planHead(head, base, "onboard", context), options, warnings, ...isolation, phases });
  const whole = withRetired(livePhase(parts, request.test), retired);
  const applied = whole.stages.filter((stage) => stage.name === "apply");
  if (!request.interrupted && applied.every(isUnchanged))
    return seal([...formerTwin, ...twin.flatMap(twinLeftovers), settledPhase(whole, parts, retired)]);
  return seal([...formerTwin, ...twin.map(rehearsalPhase), whole]);
}

/** Takes away what another runbook's rehearsal left of the twin. */
async function readFormerTwin(
  twin: readonly PhaseParts[],
  request: OnboardRequest,
  aws: Aws,
): Promise<readonly Phase[]> {
  const { head, base, twin: subject, recorded } = request;
  const wanted = twin.flatMap(({ items }) => items);
  const items = await readFormer(subject, wanted, recorded, request, aws);
  const blueprint = { subject, resources: [], actors: {}, probes: [], gates: [], death: [] };
  return twinLeftovers({ blueprint, items, scope: scopeOf(subject, head, base), timing: head.timing });
}

function isolationOf({ head, base, live, rehearsal, neighbours }: OnboardRequest): Pick<Plan, "isolation"> {
  if (neighbours === undefined) return {};
  const { account, region } = head;
  const blueprints = [live, ...(rehearsal === undefined ? [] : [rehearsal])];
  return {
    isolation: proveIsolation(blueprints, neighbours, { partition: base.partition, account, region }),
  };
}

/** The phase of a partner whose resources are as wanted: nothing to provision or to test, at most something to take away. */
function settledPhase(whole: Phase, parts: PhaseParts, retired: Retired): Phase {
  const applied = whole.stages.filter((stage) => stage.name === "apply");
  return { ...whole, stages: [...applied, ...leftoverStages(parts), ...retired.stages] };
}

function withRetired(phase: Phase, { stages, resources }: Retired): Phase {
  return { ...phase, stages: [...phase.stages, ...stages], resources: { ...phase.resources, ...resources } };
}

/** The members that every plan begins with. */
export function planHead(head: PlanHead, base: BaseFacts, command: Plan["command"], { tool }: PlanContext) {
  const { timing: _timing, ...facts } = head;
  return { format: "vendor-plan/1" as const, command, tool, partition: base.partition, ...facts };
}
