import { normalisePolicy } from "../../policy/normalise.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { listOf } from "../../policy/values.ts";
import type { StandInFacts } from "../../resources/base/read-stand-in.ts";
import { error, type FitnessLine, ok, unchecked, warning } from "./line.ts";

const FIELD = "sandboxAccount.roleArn";

/**
 * Whether the stand-in role of a sandbox account is fit to be a partner in rehearsals.
 * @param caller ARN of whoever asks, as STS tells it: a session of the operator's role, or a user
 */
export function judgeStandIn(facts: StandInFacts, caller: string): readonly FitnessLine[] {
  const { arn, account, assumed, trust, unread } = facts;
  const elsewhere = arn.split(":")[4] ?? "";
  const outside =
    elsewhere === account
      ? error(
          FIELD,
          `The sandbox role ${arn} is in the enterprise account itself.`,
          "Take a role of another account: what is tried from the same one proves nothing about outsiders. Templates are in sandbox/account.",
        )
      : ok(FIELD, `in another account, ${elsewhere}`);
  if (assumed !== true) return [outside, refused(arn, caller, assumed.refusal)];
  return [
    outside,
    ok(FIELD, "you can assume it"),
    ...(trust === undefined ? [] : trusted(arn, caller, trust)),
    ...unchecked(FIELD, unread),
  ];
}

function refused(arn: string, caller: string, refusal: string): FitnessLine {
  const operator = principalOf(caller);
  return error(
    FIELD,
    `You can't assume the sandbox role ${arn}: ${refusal}`,
    `Deploy it in account ${arn.split(":")[4]} with a trust in ${operator}, and allow ${operator} sts:AssumeRole on it.`,
    `aws cloudformation deploy --stack-name vendor-stand-in --capabilities CAPABILITY_NAMED_IAM --template-file stand-in-role.cfn.yaml --parameter-overrides OperatorRoleArn=${operator} Bucket=BUCKET KmsKeyArn=KEY_ARN`,
  );
}

/** Who may assume it beside the operator. */
function trusted(arn: string, caller: string, trust: PolicyDocument): readonly FitnessLine[] {
  const names = normalisePolicy(trust).Statement.flatMap(({ Effect, Principal }) => {
    if (Effect !== "Allow" || Principal === undefined) return [];
    return Principal === "*" ? ["*"] : Object.values(Principal).flatMap((value) => listOf(value));
  });
  const operator = principalOf(caller);
  if (names.includes("*"))
    return [
      error(
        FIELD,
        `Anybody may assume the sandbox role ${arn}.`,
        `Trust ${operator} alone.`,
        trustCommand(arn, operator),
      ),
    ];
  const others = names.filter((name) => name !== operator && name !== caller);
  if (others.length === 0) return [ok(FIELD, "its trust names you and nobody else")];
  return [
    warning(
      FIELD,
      `The sandbox role ${arn} may be assumed by ${others.join(", ")} as well.`,
      `Trust ${operator} alone; run it with the sandbox account's credentials.`,
      trustCommand(arn, operator),
    ),
  ];
}

function trustCommand(arn: string, operator: string): string {
  const statement = {
    Sid: "OperatorOnly",
    Effect: "Allow",
    Principal: { AWS: operator },
    Action: "sts:AssumeRole",
  };
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return `aws iam update-assume-role-policy --role-name ${arn.slice(arn.lastIndexOf("/") + 1)} --policy-document '${document}'`;
}

/** The role behind a session, or the user. A session's ARN leaves the role's path out. */
export function principalOf(caller: string): string {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller) ?? [];
  return role === undefined ? caller : `arn:${partition}:iam::${account}:role/${role}`;
}
