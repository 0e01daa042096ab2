import { z } from "zod";
import type { Context } from "../../../../src/policy/types.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import type { SecretRecord } from "../../tables.ts";
import { uuid } from "../shared/uuid.ts";
import { createSecret, requestedValue } from "./create-secret.ts";
import { secretFault } from "./faults.ts";
import {
  description,
  kmsKeyId,
  requestToken,
  secretBinary,
  secretId,
  secretString,
  versionId,
  versionStage,
} from "./schema.ts";
import {
  customerKeyArn,
  holdsValue,
  openValue,
  resealed,
  type SecretValue,
  sealValue,
  validateKeyAccess,
} from "./seal.ts";
import { authorizedLiveSecret, updateSecret } from "./secrets.ts";
import { addVersion, CURRENT, versionAt } from "./versions.ts";

const DAY = 86_400_000;

const getSecretValue = defineOperation({
  input: z.strictObject({
    SecretId: secretId,
    VersionId: versionId.exactOptional(),
    VersionStage: versionStage.exactOptional(),
  }),
  readOnly: true,
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "GetSecretValue", input.SecretId, versionContext(input));
    const id = requestedVersion(secret, input);
    const version = secret.versions[id];
    if (version === undefined) throw secretFault.noVersion(`VersionId: ${id}`);
    const value = openValue(context, secret, id);
    noteAccess(context, secret);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: id,
      ...(version.binary ? { SecretBinary: value.toString("base64") } : { SecretString: value.toString() }),
      VersionStages: version.stages,
      CreatedDate: { $date: version.createdAt },
    };
  },
});

function versionContext(input: { VersionId?: string; VersionStage?: string }): Context {
  const stage = input.VersionStage ?? (input.VersionId === undefined ? CURRENT : undefined);
  return {
    ...(input.VersionId === undefined ? {} : { "secretsmanager:VersionId": input.VersionId }),
    ...(stage === undefined ? {} : { "secretsmanager:VersionStage": stage }),
  };
}

function requestedVersion(
  secret: SecretRecord,
  input: { VersionId?: string; VersionStage?: string },
): string {
  const stage = input.VersionStage ?? CURRENT;
  const staged = versionAt(secret.versions, stage);
  if (input.VersionId === undefined) {
    if (staged === undefined) throw secretFault.noVersion(`staging label: ${stage}`);
    return staged;
  }
  if (input.VersionStage !== undefined && staged !== input.VersionId) {
    throw secretFault.request(
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  }
  return input.VersionId;
}

/** AWS tells the day of the last access, not its time. */
function noteAccess({ world }: OperationContext, secret: SecretRecord): void {
  const today = Math.floor(world.clock.now() / DAY) * DAY;
  if (secret.accessedAt === today) return;
  world.table("secrets.secrets").set(secret.arn, { ...secret, accessedAt: today });
}

const putSecretValue = defineOperation({
  input: z.strictObject({
    SecretId: secretId,
    ClientRequestToken: requestToken,
    SecretString: secretString,
    SecretBinary: secretBinary,
    VersionStages: z.array(versionStage).min(1).max(20).exactOptional(),
  }),
  readOnly: false,
  sensitive: ["SecretString", "SecretBinary"],
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "PutSecretValue", input.SecretId);
    const value = requestedValue(input);
    if (value === undefined)
      throw secretFault.request("You must provide either SecretString or SecretBinary.");
    const id = input.ClientRequestToken ?? uuid(context.world.random);
    const updated = withValue(context, secret, id, value, input.VersionStages ?? [CURRENT]);
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: updated.versions[id]?.stages };
  },
});

const updateSecretOperation = defineOperation({
  input: z.strictObject({
    SecretId: secretId,
    ClientRequestToken: requestToken,
    Description: description,
    KmsKeyId: kmsKeyId,
    SecretString: secretString,
    SecretBinary: secretBinary,
  }),
  readOnly: false,
  sensitive: ["SecretString", "SecretBinary"],
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "UpdateSecret", input.SecretId, {
      ...(input.Description === undefined ? {} : { "secretsmanager:Description": input.Description }),
      ...(input.KmsKeyId === undefined ? {} : { "secretsmanager:KmsKeyId": input.KmsKeyId }),
    });
    const value = requestedValue(input);
    const rekeyed = input.KmsKeyId === undefined ? secret : withKey(context, secret, input.KmsKeyId);
    const described =
      input.Description === undefined ? rekeyed : { ...rekeyed, description: input.Description };
    if (described !== secret) updateSecret(context.world, described, {});
    if (value === undefined) return { ARN: secret.arn, Name: secret.name };
    const id = input.ClientRequestToken ?? uuid(context.world.random);
    withValue(context, described, id, value, [CURRENT]);
    return { ARN: secret.arn, Name: secret.name, VersionId: id };
  },
});

/** The same version with the same value again is a no-op; with another value it is refused. */
function withValue(
  context: OperationContext,
  secret: SecretRecord,
  id: string,
  value: SecretValue,
  stages: readonly string[],
): SecretRecord {
  const { world } = context;
  if (secret.versions[id] !== undefined) {
    if (holdsValue(world, secret, id, value)) return secret;
    throw secretFault.exists(
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const sealed = sealValue(context, secret, id, value);
  const version = { createdAt: world.clock.now(), sealed, binary: value.binary };
  return updateSecret(world, secret, { versions: addVersion(secret.versions, id, version, stages) });
}

function withKey(context: OperationContext, secret: SecretRecord, keyId: string): SecretRecord {
  const keyArn = customerKeyArn(context, keyId);
  if (keyArn === secret.keyArn) return secret;
  const { keyArn: _former, ...rest } = secret;
  const place = { ...rest, ...(keyArn === undefined ? {} : { keyArn }) };
  if (keyArn !== undefined) validateKeyAccess(context, place);
  for (const id of Object.keys(secret.versions)) openValue(context, secret, id);
  return { ...place, versions: resealed(context.world, secret, keyArn) };
}

/** Operations on secret values. */
export const valueOperations: Readonly<Record<string, Operation>> = {
  CreateSecret: createSecret,
  GetSecretValue: getSecretValue,
  PutSecretValue: putSecretValue,
  UpdateSecret: updateSecretOperation,
};
