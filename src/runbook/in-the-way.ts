import type { Aws } from "../aws/aws.ts";
import { codeOf, type Problem, VendorError } from "../core/errors.ts";
import { takeInventory } from "../plan/inventory.ts";
import { foreignItems } from "../plan/ownership.ts";
import type { BlueprintResource } from "../plan/types.ts";
import { ownershipTags } from "../resources/ownership.ts";
import { completeInputs } from "./inputs.ts";
import { resolveResources } from "./resolve.ts";
import type { Runbook } from "./runbooks.ts";
import type { Config } from "./types.ts";

/**
 * What exists already under the names that a new partner's resources would have, and is not the partner's: as far as
 * the names can be told before the runbook's inputs are answered. Reads only.
 * @throws AwsFailure
 */
export async function whatIsInTheWay(
  config: Config,
  runbook: Runbook,
  partner: string,
  aws: Aws,
): Promise<readonly Problem[]> {
  const { account, region } = config;
  const partition = config.kmsKey.split(":")[1] ?? "aws";
  // Whose the partner is has no part in whether it is in the way.
  const tags = ownershipTags(partner, runbook, "");
  const resources = resourcesOf(config, runbook, partner, partition);
  const scope = { partition, account, region, partner, tags };
  const blueprint = { subject: partner, resources, actors: {}, probes: [], gates: [], death: [] };
  return foreignItems(await takeInventory(blueprint, scope, aws, true), scope, true);
}

/** None where they can't be told without answers. */
function resourcesOf(
  config: Config,
  runbook: Runbook,
  subject: string,
  partition: string,
): readonly BlueprintResource[] {
  const inputs = completeInputs(runbook.inputs, {});
  // Where partners connect has no part in what their resources are called.
  const base = { partition, sftp: { host: config.transferServer, port: 22, hostKeys: [] }, warnings: [] };
  try {
    return resolveResources(runbook, { config, subject, rehearsal: false, standIn: false, inputs, base });
  } catch (error) {
    if (error instanceof VendorError && error.code === codeOf("blueprintInvalid")) return [];
    throw error;
  }
}
