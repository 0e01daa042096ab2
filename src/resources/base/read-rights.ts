import type { Aws, InputOf } from "../../aws/aws.ts";
import type { ConditionElement, PolicyDocument, Statement } from "../../policy/types.ts";
import { listOf, statementsOf } from "../../policy/values.ts";
import { allPages } from "../read.ts";
import { ifAllowed, type Unread } from "./reading.ts";

/** An action that a principal is refused. */
export interface Lack {
  readonly action: string;
  /** As the policy names it, e.g. `arn:aws:iam::123456789012:role/vendor-*`. */
  readonly resource: string;
}

/** What stands for everything that a pattern matches. */
const SAMPLE = "vendor-doctor";

/**
 * Asks IAM which of the actions that `policy` allows the principal may not do. IAM answers from the principal's own
 * policies and boundary; it knows nothing of policies of the organisation in another account, or of resources.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 * @param principal ARN of a role or user
 * @returns what it lacks, and what could not be asked
 */
export async function readLacks(
  aws: Aws,
  principal: string,
  policy: PolicyDocument,
): Promise<{ readonly lacks: readonly Lack[]; readonly unread: readonly string[] }> {
  const unread: Unread = [];
  const allowed = statementsOf(policy).filter(({ Effect }) => Effect === "Allow");
  const lacks = await Promise.all(allowed.map((statement) => lacksOf(aws, principal, statement, unread)));
  return { lacks: lacks.flat(), unread: [...new Set(unread)] };
}

async function lacksOf(
  aws: Aws,
  principal: string,
  { Action, Resource, Condition }: Statement,
  unread: Unread,
): Promise<readonly Lack[]> {
  const [resource = "*"] = listOf(Resource);
  const input: InputOf<"iam", "SimulatePrincipalPolicy"> = {
    PolicySourceArn: principal,
    ActionNames: [...listOf(Action)],
    ResourceArns: [resource === "*" ? resource : resource.replaceAll("*", SAMPLE)],
    ContextEntries: contextOf(Condition ?? {}),
  };
  const results = await allPages(async (Marker?: string) => {
    const page = { ...input, ...(Marker === undefined ? {} : { Marker }) };
    const output = await ifAllowed(aws.send("iam", "SimulatePrincipalPolicy", page), principal, unread);
    return { items: output?.EvaluationResults ?? [], next: output?.IsTruncated ? output.Marker : undefined };
  });
  return results
    .filter(({ EvalDecision }) => EvalDecision !== "allowed")
    .map(({ EvalActionName = "" }) => ({ action: EvalActionName, resource }));
}

/** A request that fulfils the conditions: each key with the first of its values. */
function contextOf(condition: ConditionElement) {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (/^Null|Not/.test(operator)) return [];
    const many = operator.startsWith("For");
    return Object.entries(keys).map(([ContextKeyName, values]) => ({
      ContextKeyName,
      ContextKeyType: /Bool$/.test(operator)
        ? ("boolean" as const)
        : many
          ? ("stringList" as const)
          : ("string" as const),
      ContextKeyValues: [String(listOf(values)[0] ?? "").replaceAll("*", SAMPLE)],
    }));
  });
}
