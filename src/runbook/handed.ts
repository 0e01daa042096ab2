import type { JsonObject } from "../core/json.ts";
import { fillKnown } from "../plan/inventory.ts";
import { readParts } from "../plan/parts.ts";
import { preflight } from "../plan/preflight.ts";
import type { BaseFacts, PlanContext } from "../plan/types.ts";
import type { Item } from "../resources/item.ts";
import { ownershipTags } from "../resources/ownership.ts";
import type { Handover } from "./handover.ts";
import { baseOf, headOf, inputsOf, type PartnerRequest } from "./planning.ts";
import { resolveHandover } from "./resolve.ts";
import { resolveResources } from "./resources.ts";

/** What a partner that exists is handed, with what AWS says of it now. */
export interface Handed {
  readonly base: BaseFacts;
  /** Its ways in, with everything filled in that is known. */
  readonly handover: Handover;
  /** Its resources; `live` is absent where one is missing. */
  readonly items: readonly Item[];
}

/**
 * Reads what a partner has, for telling the partner how to get in. Changes nothing.
 * @throws VendorError input problems (exit 2), `baseUnfit`, `ownedByOthers` (exit 3) · AwsFailure
 */
export async function readHanded(request: PartnerRequest, { aws }: PlanContext): Promise<Handed> {
  const { config, runbook, partner, owner } = request;
  const inputs = inputsOf(request);
  const base = await preflight(baseOf(config, false, runbook), aws);
  const tags = ownershipTags(partner, runbook, owner);
  const asked = { config, subject: partner, rehearsal: false, standIn: false, inputs, base, tags };
  const resources = resolveResources(runbook, asked).filter(({ canary }) => !canary);
  const blueprint = { subject: partner, resources, actors: {}, probes: [], gates: [], death: [] };
  const { items } = await readParts(blueprint, { head: headOf(request, inputs), base }, aws, false);
  const outputs = new Map(items.map(({ id, live }) => [id, live?.outputs ?? {}]));
  const declared = resolveHandover(runbook, asked) as unknown as JsonObject;
  return { base, handover: fillKnown(declared, outputs) as unknown as Handover, items };
}
