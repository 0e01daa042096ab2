import { z } from "zod";
import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import type { KeyRecord } from "../../tables.ts";
import { parsePolicy } from "../shared/policy-text.ts";
import { authorizeKey, keyQuestion } from "./authorize.ts";
import { kmsFault } from "./faults.ts";
import { findKeyById, isAwsManaged, requireNotPending, updateKey } from "./keys.ts";
import { keyId, limit, marker, policyName, policyText } from "./schema.ts";

/** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MOST_POLICY_BYTES = 32_768;

const getKeyPolicy = defineOperation({
  input: z.strictObject({ KeyId: keyId, PolicyName: policyName }),
  readOnly: true,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, { key, action: "kms:GetKeyPolicy" });
    return {
      Policy: JSON.stringify(world.showPrincipals(key.policy, "kms"), undefined, 2),
      PolicyName: "default",
    };
  },
});

const putKeyPolicy = defineOperation({
  input: z.strictObject({
    KeyId: keyId,
    PolicyName: policyName,
    Policy: policyText,
    BypassPolicyLockoutSafetyCheck: z.boolean().exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const { world, caller, account } = context;
    const key = findKeyById(world, account, input.KeyId);
    context.touch("AWS::KMS::Key", key.arn);
    const bypass = input.BypassPolicyLockoutSafetyCheck ?? false;
    authorizeKey(world, caller, {
      key,
      action: "kms:PutKeyPolicy",
      context: { "kms:BypassPolicyLockoutSafetyCheck": String(bypass) },
    });
    if (isAwsManaged(key)) throw kmsFault.unsupported(`${key.arn} is managed by AWS.`);
    requireNotPending(key);
    const policy = newKeyPolicy(context, input.Policy);
    if (!bypass) requireNoLockout(context, key, policy);
    updateKey(world, key, { policy });
    return undefined;
  },
});

const listKeyPolicies = defineOperation({
  input: z.strictObject({ KeyId: keyId, Limit: limit, Marker: marker }),
  readOnly: true,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, { key, action: "kms:ListKeyPolicies" });
    return { PolicyNames: ["default"], Truncated: false };
  },
});

/**
 * A key policy as it is stored. @throws AwsFault MalformedPolicyDocumentException, LimitExceededException
 */
export function newKeyPolicy({ world }: OperationContext, text: string): PolicyDocument {
  if (Buffer.byteLength(text) > MOST_POLICY_BYTES) {
    throw kmsFault.limit(`The key policy exceeds the quota of ${MOST_POLICY_BYTES} bytes.`);
  }
  const document = parsePolicy(text, "key", kmsFault.malformedPolicy);
  return world.bindPrincipals(document, "kms", "MalformedPolicyDocumentException");
}

/**
 * The safety check of PutKeyPolicy and CreateKey: the caller must still be able to change the policy.
 * @throws AwsFault MalformedPolicyDocumentException
 */
export function requireNoLockout(
  { world, caller }: OperationContext,
  key: KeyRecord,
  policy: PolicyDocument,
): void {
  const question = keyQuestion(world, caller, { key, action: "kms:PutKeyPolicy" });
  if (
    world.allows({
      ...question,
      grants: [],
      resourcePolicy: { name: `key/${key.id}/policy/default`, document: policy },
    })
  ) {
    return;
  }
  throw kmsFault.malformedPolicy(
    "The new key policy will not allow you to update the key policy in the future.",
  );
}

/** Operations on key policies. */
export const policyOperations: Readonly<Record<string, Operation>> = {
  GetKeyPolicy: getKeyPolicy,
  PutKeyPolicy: putKeyPolicy,
  ListKeyPolicies: listKeyPolicies,
};
