import { z } from "zod";
import { defineOperation } from "../../service.ts";
import { secretFault } from "./faults.ts";
import { secretId, versionId, versionStage } from "./schema.ts";
import { authorizedLiveSecret, updateSecret } from "./secrets.ts";
import { CURRENT, moveStage, versionAt } from "./versions.ts";

/** UpdateSecretVersionStage: moves a stage between versions, or takes it away. */
export const updateSecretVersionStage = defineOperation({
  input: z.strictObject({
    SecretId: secretId,
    VersionStage: versionStage,
    RemoveFromVersionId: versionId.exactOptional(),
    MoveToVersionId: versionId.exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "UpdateSecretVersionStage", input.SecretId, {
      "secretsmanager:VersionStage": input.VersionStage,
    });
    const { VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to } = input;
    for (const id of [from, to]) {
      if (id !== undefined && secret.versions[id] === undefined)
        throw secretFault.noVersion(`VersionId: ${id}`);
    }
    const holder = versionAt(secret.versions, stage);
    if (holder !== undefined && holder !== from && holder !== to) {
      throw secretFault.parameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (from !== undefined && from !== holder) {
      throw secretFault.parameter(`Staging label ${stage} is not attached to version ${from}.`);
    }
    if (to === undefined && stage === CURRENT) {
      throw secretFault.parameter(
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
      );
    }
    updateSecret(context.world, secret, { versions: moveStage(secret.versions, stage, to) });
    return { ARN: secret.arn, Name: secret.name };
  },
});
