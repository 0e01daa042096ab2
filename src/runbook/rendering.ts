import type { JsonObject } from "../core/json.ts";
import type { Phase } from "../core/plan.ts";
import { fillKnown } from "../plan/inventory.ts";
import { livePhase, rehearsalPhase } from "../plan/phases.ts";
import type { Blueprint, PhaseParts } from "../plan/types.ts";
import { unreadParts } from "../plan/unread.ts";
import { ownershipTags } from "../resources/ownership.ts";
import type { Handover } from "./handover.ts";
import { offlineBase } from "./offline.ts";
import { resolveBlueprint, resolveHandover, resolveServers } from "./resolve.ts";
import type { ResolveRequest } from "./resources.ts";
import type { Runbook } from "./runbooks.ts";
import type { PinnedAt } from "./servers.ts";
import type { Config } from "./types.ts";
import { twinOf } from "./values.ts";

/** A runbook and the partner that it is filled in for. */
export interface RenderRequest {
  readonly config: Config;
  readonly runbook: Runbook;
  readonly partner: string;
  readonly owner: string;
  readonly inputs: JsonObject;
}

/** One subject of a runbook that is filled in. */
export interface RenderedSubject {
  readonly blueprint: Blueprint;
  readonly parts: PhaseParts;
  /** What would be done if nothing existed. */
  readonly phase: Phase;
}

/** A runbook that is filled in. */
export interface Rendering {
  readonly live: RenderedSubject;
  /** Absent where there is no sandbox account. */
  readonly rehearsal?: RenderedSubject;
  readonly handover: Handover;
  /** The partner's own servers that are met. */
  readonly servers: readonly PinnedAt[];
}

/**
 * Fills a runbook in for one partner without AWS.
 * @throws VendorError `blueprintInvalid` with every problem and its line
 */
export function renderRunbook(request: RenderRequest): Rendering {
  const { config, runbook, partner } = request;
  const live = subjectOf(request, partner, false);
  return {
    live: { ...live, phase: livePhase(live.parts, true) },
    ...(config.sandboxAccount === undefined ? {} : { rehearsal: rehearsalOf(request) }),
    servers: resolveServers(runbook, resolveRequest(request, partner, false)),
    handover: knownIn(live.parts, resolveHandover(runbook, resolveRequest(request, partner, false))),
  };
}

function knownIn({ items, scope }: PhaseParts, handover: Handover): Handover {
  const outputs = new Map(items.map(({ id, kind, props }) => [id, kind.known(props, scope)]));
  return fillKnown(handover as unknown as JsonObject, outputs) as unknown as Handover;
}

function rehearsalOf(request: RenderRequest): RenderedSubject {
  const twin = subjectOf(request, twinOf(request.partner), true);
  return { ...twin, phase: rehearsalPhase(twin.parts) };
}

function subjectOf(request: RenderRequest, subject: string, rehearsal: boolean) {
  const { config, runbook } = request;
  const { account, region } = config;
  const filled = resolveRequest(request, subject, rehearsal);
  const blueprint = resolveBlueprint(runbook, filled);
  const { partition } = filled.base;
  const scope = { partition, account, region, partner: subject, tags: filled.tags };
  return { blueprint, parts: unreadParts(blueprint, scope, config.gates) };
}

function resolveRequest(
  { config, runbook, owner, inputs }: RenderRequest,
  subject: string,
  rehearsal: boolean,
) {
  return {
    config,
    subject,
    rehearsal,
    standIn: rehearsal,
    inputs,
    base: offlineBase(config),
    tags: ownershipTags(subject, runbook, owner),
  } satisfies ResolveRequest;
}
