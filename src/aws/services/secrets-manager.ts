import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

/** Secrets and their resource policies. */
export const Client = SecretsManagerClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  CreateSecret: CreateSecretCommand,
  DeleteSecret: DeleteSecretCommand,
  DescribeSecret: DescribeSecretCommand,
  GetResourcePolicy: GetResourcePolicyCommand,
  GetSecretValue: GetSecretValueCommand,
  ListSecrets: ListSecretsCommand,
  PutResourcePolicy: PutResourcePolicyCommand,
  PutSecretValue: PutSecretValueCommand,
  RestoreSecret: RestoreSecretCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateSecret: UpdateSecretCommand,
  UpdateSecretVersionStage: UpdateSecretVersionStageCommand,
};
