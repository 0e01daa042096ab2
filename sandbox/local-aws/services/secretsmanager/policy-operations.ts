import { z } from "zod";
import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { isPublic } from "../s3/public.ts";
import { parsePolicy } from "../shared/policy-text.ts";
import { secretFault } from "./faults.ts";
import { secretId } from "./schema.ts";
import { authorizedLiveSecret, updateSecret } from "./secrets.ts";

/** Most characters of a resource policy: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const policyText = z.string().min(1).max(20_480);

const putResourcePolicy = defineOperation({
  input: z.strictObject({
    SecretId: secretId,
    ResourcePolicy: policyText,
    BlockPublicPolicy: z.boolean().exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const block = input.BlockPublicPolicy ?? false;
    const secret = authorizedLiveSecret(context, "PutResourcePolicy", input.SecretId, {
      "secretsmanager:BlockPublicPolicy": String(block),
    });
    const policy = newPolicy(context.world, input.ResourcePolicy);
    if (block && isPublic(policy)) throw secretFault.publicPolicy();
    updateSecret(context.world, secret, { policy });
    return { ARN: secret.arn, Name: secret.name };
  },
});

const getResourcePolicy = defineOperation({
  input: z.strictObject({ SecretId: secretId }),
  readOnly: true,
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "GetResourcePolicy", input.SecretId);
    const names = { ARN: secret.arn, Name: secret.name };
    if (secret.policy === undefined) return names;
    return {
      ...names,
      ResourcePolicy: JSON.stringify(context.world.showPrincipals(secret.policy, "secretsmanager")),
    };
  },
});

const deleteResourcePolicy = defineOperation({
  input: z.strictObject({ SecretId: secretId }),
  readOnly: false,
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "DeleteResourcePolicy", input.SecretId);
    const { policy: _deleted, ...rest } = secret;
    updateSecret(context.world, rest, {});
    return { ARN: secret.arn, Name: secret.name };
  },
});

const validateResourcePolicy = defineOperation({
  input: z.strictObject({ SecretId: secretId.exactOptional(), ResourcePolicy: policyText }),
  readOnly: true,
  handle(input, context) {
    const { world, caller, account } = context;
    const action = "ValidateResourcePolicy";
    if (input.SecretId !== undefined) authorizedLiveSecret(context, action, input.SecretId);
    else
      world.authorize({
        caller,
        action: `secretsmanager:${action}`,
        resource: "*",
        resourceAccount: account,
      });
    const problem = policyProblem(world, input.ResourcePolicy);
    return {
      PolicyValidationPassed: problem === undefined,
      ValidationErrors: problem === undefined ? [] : [problem],
    };
  },
});

function policyProblem(world: World, text: string): { CheckName: string; ErrorMessage: string } | undefined {
  try {
    if (!isPublic(newPolicy(world, text))) return undefined;
    return { CheckName: "PUBLIC_POLICY", ErrorMessage: "The policy allows broad access to the secret." };
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) throw thrown;
    return { CheckName: "SYNTAX", ErrorMessage: thrown.message };
  }
}

function newPolicy(world: World, text: string): PolicyDocument {
  const document = parsePolicy(text, "secret", secretFault.malformedPolicy);
  return world.bindPrincipals(document, "secretsmanager", "MalformedPolicyDocumentException");
}

/** Operations on resource policies. */
export const policyOperations: Readonly<Record<string, Operation>> = {
  PutResourcePolicy: putResourcePolicy,
  GetResourcePolicy: getResourcePolicy,
  DeleteResourcePolicy: deleteResourcePolicy,
  ValidateResourcePolicy: validateResourcePolicy,
};
