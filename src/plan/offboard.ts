import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Plan, Step } from "../core/plan.ts";
import { sealPlan } from "../core/plan-digest.ts";
import type { Item } from "../resources/item.ts";
import type { RemovalOptions } from "../resources/kind.ts";
import { type RecordedPhase, readFormer } from "./former.ts";
import { standInSteps } from "./leaving.ts";
import { sharedNotices } from "./notices.ts";
import { planHead } from "./onboard.ts";
import { readParts, scopeOf } from "./parts.ts";
import { offboardPhase, twinLeftovers } from "./phases.ts";
import type { BaseFacts, Blueprint, PhaseParts, PlanContext, PlanHead } from "./types.ts";

/** What an offboarding is planned from. */
export interface OffboardRequest {
  readonly head: PlanHead;
  readonly base: BaseFacts;
  readonly live: Blueprint;
  /** The partner with the sandbox account as its stand-in; absent where there is none. */
  readonly leaving?: Blueprint;
  /** The twin, of which an interrupted rehearsal may have left something. */
  readonly rehearsal?: Blueprint;
  /** What earlier runs were to make, by whatever runbook. */
  readonly recorded: readonly RecordedPhase[];
  /** Name of the twin. */
  readonly twin: string;
  readonly removal: Pick<RemovalOptions, "data" | "secretRecoveryDays">;
  /** Other partners that are known, for the message where this one is not. */
  readonly known: readonly string[];
  /** The last run did not get to its end: where nothing is there, that is still to be proven. */
  readonly interrupted: boolean;
}

/**
 * Plans an offboarding from what exists, which may be a part only, where an earlier one was interrupted. Reads only.
 * @throws VendorError `partnerUnknown` where nothing exists, `ownedByOthers` · AwsFailure
 */
export async function makeOffboardPlan(request: OffboardRequest, context: PlanContext): Promise<Plan> {
  const { head, base, live, rehearsal, recorded, removal, known, interrupted } = request;
  const read = (blueprint: Blueprint) => readParts(blueprint, request, context.aws, false);
  const plain = await read(live);
  const opened = await openedParts(plain, request.leaving, read);
  const { parts: own, standIn } = opened ?? { parts: plain, standIn: [] };
  const former = (subject: string, { items }: Pick<PhaseParts, "items">) =>
    readFormer(subject, items, recorded, request, context.aws);
  const parts = { ...own, items: [...own.items, ...(await former(live.subject, own))] };
  const rehearsed = rehearsal === undefined ? unrehearsed(request) : await read(rehearsal);
  const twin = twinLeftovers({
    ...rehearsed,
    items: [...rehearsed.items, ...(await former(request.twin, rehearsed))],
  });
  const exists = parts.items.some((item) => item.live !== undefined);
  if (!exists && twin.length === 0 && !interrupted) {
    throw vendorError("partnerUnknown", { partner: live.subject, known: known.join(", ") });
  }
  const { blueprint, warnings } = withoutDeadActors(parts.blueprint, parts.items);
  const there = parts.items.filter((item) => item.live !== undefined);
  const notices = await sharedNotices(there, parts.scope, context.aws);
  const options: JsonObject = { ...removal };
  const phase = offboardPhase(
    { ...parts, blueprint },
    { ...removal, disposable: false },
    { standIn, interrupted },
  );
  return sealPlan({
    ...planHead(head, base, "offboard", context),
    options,
    warnings: exists ? [...base.warnings, ...notices, ...warnings] : base.warnings,
    phases: [...twin, ...(exists || interrupted ? [phase] : [])],
  });
}

/** A twin of which nothing is wanted to be known but what earlier runs have recorded. */
function unrehearsed({ head, base, twin: subject }: OffboardRequest): PhaseParts {
  const blueprint = { subject, resources: [], actors: {}, probes: [], gates: [], death: [] };
  return { blueprint, items: [], scope: scopeOf(subject, head, base), timing: head.timing };
}

/** The parts with the sandbox account as a stand-in; nothing where nothing is there to be opened, or it is frozen already. */
async function openedParts(
  plain: PhaseParts,
  leaving: Blueprint | undefined,
  read: (blueprint: Blueprint) => Promise<PhaseParts>,
): Promise<{ readonly parts: PhaseParts; readonly standIn: readonly Step[] } | undefined> {
  const frozen = plain.items.some(({ kind, live }) => live !== undefined && kind.isFrozen?.(live));
  if (leaving === undefined || frozen) return undefined;
  const parts = await read(leaving);
  const standIn = standInSteps(plain.items, parts.items, parts.scope, "offboard/seed");
  return standIn.length === 0 ? undefined : { parts, standIn };
}

/** Leaves out the SFTP actors where no user is left that a test key could be added to. */
function withoutDeadActors(
  blueprint: Blueprint,
  items: readonly Item[],
): { blueprint: Blueprint; warnings: readonly string[] } {
  const bySftp = Object.values(blueprint.actors).some((actor) => actor.type === "sftp");
  const enterable =
    !bySftp || items.some((item) => item.live !== undefined && item.kind.testAccess !== undefined);
  if (enterable) return { blueprint, warnings: [] };
  const actors = Object.fromEntries(
    Object.entries(blueprint.actors).filter(([, actor]) => actor.type !== "sftp"),
  );
  const kept = (probes: Blueprint["death"]) => probes.filter((probe) => actors[probe.actor] !== undefined);
  return {
    blueprint: {
      ...blueprint,
      actors,
      probes: kept(blueprint.probes),
      gates: kept(blueprint.gates),
      death: kept(blueprint.death),
    },
    warnings: [
      "The SFTP user is gone already: its death can't be shown with a held connection, only by what is left.",
    ],
  };
}
