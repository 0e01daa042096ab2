import { z } from "zod";
import type { Context } from "../../../../src/policy/types.ts";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { SecretRecord } from "../../tables.ts";
import { REGION } from "../../world.ts";
import { addTags, requestTagContext, type TagProblem } from "../shared/tags.ts";
import { uuid } from "../shared/uuid.ts";
import { secretFault } from "./faults.ts";
import { description, kmsKeyId, requestToken, secretBinary, secretString, tags } from "./schema.ts";
import { customerKeyArn, holdsValue, type SecretValue, sealValue, validateKeyAccess } from "./seal.ts";
import { secretArn, secretNamed } from "./secrets.ts";
import { addVersion } from "./versions.ts";

const SUFFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SUFFIX_LENGTH = 6;

const input = z.strictObject({
  Name: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[a-zA-Z0-9/_+=.@!-]+$/, {
      error:
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    }),
  ClientRequestToken: requestToken,
  Description: description,
  KmsKeyId: kmsKeyId,
  SecretString: secretString,
  SecretBinary: secretBinary,
  Tags: tags.exactOptional(),
  ForceOverwriteReplicaSecret: z.literal(false).exactOptional(),
});

type CreateInput = z.infer<typeof input>;

/** CreateSecret. The same token with the same value answers the secret that is there. */
export const createSecret = defineOperation({
  input,
  readOnly: false,
  sensitive: ["SecretString", "SecretBinary"],
  handle(request, context) {
    const { world, caller, account } = context;
    const value = requestedValue(request);
    const pairs = (request.Tags ?? []).map((tag) => [tag.Key, tag.Value] as const);
    const newTags = addTags({}, pairs, tagFault);
    const arn = secretArn(account, `${request.Name}-${suffix(context)}`);
    const versionId = request.ClientRequestToken ?? uuid(world.random);
    const asked = { ...createContext(request), ...requestTagContext(newTags) };
    const actions = pairs.length === 0 ? ["CreateSecret"] : ["CreateSecret", "TagResource"];
    for (const name of actions) {
      const action = `secretsmanager:${name}`;
      world.authorize({ caller, action, resource: arn, resourceAccount: account, context: asked });
    }
    const existing = secretNamed(world, account, request.Name);
    if (existing !== undefined) return answerExisting(context, existing, versionId, value);
    context.touch("AWS::SecretsManager::Secret", arn);
    const secret = newSecret(context, request, { arn, versionId, value, tags: newTags });
    world.table("secrets.secrets").set(arn, secret);
    return { ARN: arn, Name: request.Name, ...(value === undefined ? {} : { VersionId: versionId }) };
  },
});

function newSecret(
  context: OperationContext,
  request: CreateInput,
  made: { arn: string; versionId: string; value: SecretValue | undefined; tags: SecretRecord["tags"] },
): SecretRecord {
  const { world, account } = context;
  const keyArn = customerKeyArn(context, request.KmsKeyId ?? "");
  const place = { arn: made.arn, account, ...(keyArn === undefined ? {} : { keyArn }) };
  if (keyArn !== undefined) validateKeyAccess(context, place);
  const createdAt = world.clock.now();
  const versions =
    made.value === undefined
      ? {}
      : addVersion(
          {},
          made.versionId,
          {
            createdAt,
            sealed: sealValue(context, place, made.versionId, made.value),
            binary: made.value.binary,
          },
          [],
        );
  return {
    ...place,
    name: request.Name,
    createdAt,
    changedAt: createdAt,
    ...(request.Description === undefined ? {} : { description: request.Description }),
    tags: made.tags,
    versions,
  };
}

function answerExisting(
  { world, touch }: OperationContext,
  existing: SecretRecord,
  versionId: string,
  value: SecretValue | undefined,
): object {
  touch("AWS::SecretsManager::Secret", existing.arn);
  if (existing.deletedAt !== undefined) {
    throw secretFault.request(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (value !== undefined && holdsValue(world, existing, versionId, value)) {
    return { ARN: existing.arn, Name: existing.name, VersionId: versionId };
  }
  throw secretFault.exists(`The operation failed because the secret ${existing.name} already exists.`);
}

/** The value in a request. @throws AwsFault InvalidParameterException where it has both forms */
export function requestedValue(request: {
  SecretString?: string;
  SecretBinary?: string;
}): SecretValue | undefined {
  const { SecretString: text, SecretBinary: base64 } = request;
  if (text !== undefined && base64 !== undefined) {
    throw secretFault.parameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (text !== undefined) return { bytes: Buffer.from(text), binary: false };
  return base64 === undefined ? undefined : { bytes: Buffer.from(base64, "base64"), binary: true };
}

/** Secrets Manager's error of a tag. */
export function tagFault(problem: TagProblem): Error {
  return problem.kind === "limit"
    ? secretFault.limit(problem.message)
    : secretFault.parameter(problem.message);
}

function createContext(request: CreateInput): Context {
  return {
    "secretsmanager:Name": request.Name,
    "secretsmanager:SecretPrimaryRegion": REGION,
    ...(request.Description === undefined ? {} : { "secretsmanager:Description": request.Description }),
    ...(request.KmsKeyId === undefined ? {} : { "secretsmanager:KmsKeyId": request.KmsKeyId }),
  };
}

function suffix({ world }: OperationContext): string {
  const letters = [...world.random.bytes(SUFFIX_LENGTH)];
  return letters.map((byte) => SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length]).join("");
}
