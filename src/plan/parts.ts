import type { Aws } from "../aws/aws.ts";
import { vendorError } from "../core/errors.ts";
import type { Scope } from "../resources/kind.ts";
import { ownershipTags } from "../resources/ownership.ts";
import { takeInventory, withKnownOutputs } from "./inventory.ts";
import { foreignItems } from "./ownership.ts";
import type { BaseFacts, Blueprint, PhaseParts, PlanHead } from "./types.ts";

/**
 * What phases of a blueprint's subject are made from: the blueprint beside what exists of it.
 * @param reserved whether what only holds a name (a secret in its recovery window) counts as there
 * @throws VendorError `ownedByOthers` with every resource that is in the way · AwsFailure
 */
export async function readParts(
  blueprint: Blueprint,
  { head, base }: { readonly head: PlanHead; readonly base: BaseFacts },
  aws: Aws,
  reserved: boolean,
): Promise<PhaseParts> {
  const scope = scopeOf(blueprint.subject, head, base);
  const items = await takeInventory(blueprint, scope, aws, reserved);
  const problems = foreignItems(items, scope, blueprint.subject === head.partner);
  if (problems.length > 0) {
    throw vendorError("ownedByOthers", { partner: blueprint.subject, count: problems.length }, { problems });
  }
  return { blueprint: withKnownOutputs(blueprint, items, scope), items, scope, timing: head.timing };
}

/** Where a subject's resources live, and their ownership tags. */
export function scopeOf(subject: string, head: PlanHead, base: BaseFacts): Scope {
  return {
    partition: base.partition,
    account: head.account,
    region: head.region,
    partner: subject,
    tags: ownershipTags(subject, head.runbook, head.owner),
  };
}
