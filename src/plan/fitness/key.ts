import { evaluate } from "../../policy/evaluate.ts";
import type { NamedPolicy } from "../../policy/types.ts";
import type { KeyFacts } from "../../resources/base/read-key.ts";
import { error, type FitnessLine, ok, unchecked, warning } from "./line.ts";

const FIELD = "kmsKey";

/** What is wrong where there is no such key. */
export function keyMissing(kmsKey: string): FitnessLine {
  return error(
    FIELD,
    `There is no key ${kmsKey}.`,
    "Correct `kmsKey` in the configuration, or have one made: vendor init --base",
  );
}

/** Whether a key is fit to encrypt what partners get, under a grant for each of them. */
export function judgeKey(facts: KeyFacts): readonly FitnessLine[] {
  const { manager, more } = facts;
  if (manager !== "CUSTOMER")
    return [
      error(
        FIELD,
        `Key ${idOf(facts)} is managed by AWS: it takes no grants.`,
        "Use a customer-managed key.",
      ),
    ];
  return [
    stateOf(facts),
    kindOf(facts),
    ...(more === undefined ? [] : [...details(facts, more), ...unchecked(FIELD, more.unread)]),
  ];
}

/** By which people tell keys apart. */
function idOf({ arn }: Pick<KeyFacts, "arn">): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function stateOf(facts: KeyFacts): FitnessLine {
  const { state } = facts;
  const id = idOf(facts);
  if (state === "Enabled") return ok(FIELD, "enabled");
  const commands =
    state === "PendingDeletion"
      ? [`aws kms cancel-key-deletion --key-id ${id}`, `aws kms enable-key --key-id ${id}`]
      : [`aws kms enable-key --key-id ${id}`];
  const text = `Key ${id} is ${state ?? "in an unknown state"}.`;
  return error(FIELD, text, "Enable it, or name another.", ...commands);
}

function kindOf(facts: KeyFacts): FitnessLine {
  const { usage, spec } = facts;
  const id = idOf(facts);
  const fix = "Use a symmetric key for encryption.";
  if (usage !== "ENCRYPT_DECRYPT") return error(FIELD, `Key ${id} is not for encryption.`, fix);
  if (spec !== "SYMMETRIC_DEFAULT")
    return error(FIELD, `Key ${id} is not symmetric: S3 does not take it.`, fix);
  return ok(FIELD, "symmetric");
}

function details(
  facts: KeyFacts,
  { policy, rotates }: NonNullable<KeyFacts["more"]>,
): readonly FitnessLine[] {
  const { arn, account, state } = facts;
  return [
    ...(policy === undefined ? [] : [reach(arn, account, policy)]),
    ...(rotates === undefined || state === "PendingDeletion" ? [] : [rotation(idOf(facts), rotates)]),
  ];
}

function rotation(id: string, rotates: boolean): FitnessLine {
  if (rotates) return ok(FIELD, "rotates");
  const command = `aws kms enable-key-rotation --key-id ${id}`;
  return warning(FIELD, `Key ${id} does not rotate.`, "Turn rotation on.", command);
}

/** What an onboarding asks of the key through IAM policies, and which of it makes grants. */
const NEEDED = [
  "kms:CreateGrant",
  "kms:ListGrants",
  "kms:RevokeGrant",
  "kms:DescribeKey",
  "kms:GenerateDataKey",
  "kms:Decrypt",
];

/**
 * A key's policy must let IAM policies of its account decide, or no partner's role could use it. It is asked about a
 * role of that account which may do anything by IAM and is named nowhere.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
function reach(arn: string, account: string, resource: NamedPolicy): FitnessLine {
  const id = idOf({ arn });
  const [, partition = "aws", , region = ""] = arn.split(":");
  const Statement = [{ Effect: "Allow" as const, Action: "*", Resource: "*" }];
  const identity = [{ name: "anything", document: { Version: "2012-10-17" as const, Statement } }];
  const refused = NEEDED.filter((action) => {
    const roleArn = `arn:${partition}:iam::${account}:role/vendor-of-nobody`;
    const principal = {
      type: "session",
      account,
      roleArn,
      roleId: "AROANOBODY",
      sessionName: "fitness",
    } as const;
    // As S3 asks where the caller is a partner's role; grants are made by the operator itself.
    const uses = action === "kms:GenerateDataKey" || action === "kms:Decrypt";
    const context = {
      "kms:CallerAccount": account,
      ...(uses ? { "kms:ViaService": `s3.${region}.amazonaws.com` } : {}),
    };
    const request = { principal, action, resource: arn, resourceAccount: account, context };
    return !evaluate(request, { identity, resource, resourcePolicy: "required" }).allowed;
  });
  if (refused.length === 0) return ok(FIELD, "its policy lets IAM decide, grants included");
  return policyFinding(
    arn,
    account,
    `The policy of key ${id} does not let IAM policies of account ${account} decide about ${refused.join(", ")}.`,
  );
}

/**
 * What is wrong where AWS refuses to show a key because the key's own policy lets nobody in by IAM policies: the operator's
 * own can't mend that.
 * @param message how AWS words it; another reason is none of this
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function keyShut(kmsKey: string, message: string): FitnessLine | undefined {
  const [, , , , account] = kmsKey.split(":");
  if (account === undefined || !message.includes("no resource-based policy allows")) return undefined;
  const text = `The policy of key ${idOf({ arn: kmsKey })} does not let IAM policies of account ${account} decide: ${message}`;
  return policyFinding(kmsKey, account, text);
}

function policyFinding(arn: string, account: string, text: string): FitnessLine {
  const id = idOf({ arn });
  const [, partition = "aws"] = arn.split(":");
  const allow = {
    Sid: "EnableIamPolicies",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  return error(
    FIELD,
    text,
    `As whoever administers the key, add to what this prints, and put it back with put-key-policy: ${JSON.stringify(allow)}`,
    `aws kms get-key-policy --key-id ${id} --policy-name default --query Policy --output text > key-policy.json`,
    `aws kms put-key-policy --key-id ${id} --policy-name default --policy file://key-policy.json`,
  );
}
