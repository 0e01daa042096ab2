import type * as Iam from "@aws-sdk/client-iam";

/** Placeholder: replaced by the registry of commands. */
export interface CommandMap {
  iam: { GetRole: { input: Iam.GetRoleCommandInput; output: Iam.GetRoleCommandOutput } };
  sts: object;
  s3: object;
  kms: object;
  "secrets-manager": object;
  transfer: object;
  cloudtrail: object;
}
