import type { Aws } from "../../aws/aws.ts";
import { error, type FitnessLine, ok, unchecked } from "../../plan/fitness/line.ts";
import { principalOf } from "../../plan/fitness/stand-in.ts";
import { readLacks } from "../../resources/base/read-rights.ts";
import { operatorPolicy } from "../../resources/operator-policy.ts";
import type { Config } from "../../runbook/types.ts";
import { operatorValuesOf } from "../operator-values.ts";

const FIELD = "permissions";

/** Which of the permissions that `vendor` needs whoever works lacks, action by action. @param caller ARN, as STS tells it */
export async function operatorLines(
  aws: Aws,
  config: Config,
  caller: string,
): Promise<readonly FitnessLine[]> {
  const policy = operatorPolicy(operatorValuesOf(config, caller));
  const { lacks, unread } = await readLacks(aws, principalOf(caller), policy);
  const resources = [...new Set(lacks.map(({ resource }) => resource))];
  const missing = resources.map((resource) => {
    const actions = new Set(lacks.filter((lack) => lack.resource === resource).map(({ action }) => action));
    return error(
      FIELD,
      `You lack ${[...actions].join(", ")} on ${resource}.`,
      "Give the operator all that vendor needs:",
      "vendor policy operator",
    );
  });
  if (missing.length > 0 || unread.length > 0) return [...missing, ...unchecked(FIELD, unread)];
  return [ok(FIELD, "all that vendor needs, by your own policies and boundary")];
}
