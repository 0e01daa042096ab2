import { jsonService } from "../../protocols/json.ts";
import type { Service } from "../../service.ts";
import { deletionOperations } from "./deletion-operations.ts";
import { listOperations } from "./list-operations.ts";
import { policyOperations } from "./policy-operations.ts";
import { getRandomPassword } from "./random-password.ts";
import { tagOperations } from "./tag-operations.ts";
import { valueOperations } from "./value-operations.ts";
import { updateSecretVersionStage } from "./version-stage.ts";

/** Operations of Secrets Manager that the local AWS does not have. */
const LEFT_OUT = [
  "BatchGetSecretValue",
  "CancelRotateSecret",
  "RemoveRegionsFromReplication",
  "ReplicateSecretToRegions",
  "RotateSecret",
  "StopReplicationToReplica",
];

/** Secrets Manager of the local AWS: values sealed with KMS, resource policies, recovery windows. */
export function secretsManagerService(): Service {
  return jsonService({
    signingName: "secretsmanager",
    targetPrefix: "secretsmanager",
    jsonVersion: "1.1",
    operations: {
      ...valueOperations,
      ...listOperations,
      ...deletionOperations,
      ...policyOperations,
      ...tagOperations,
      UpdateSecretVersionStage: updateSecretVersionStage,
      GetRandomPassword: getRandomPassword,
    },
    leftOut: LEFT_OUT,
  });
}
