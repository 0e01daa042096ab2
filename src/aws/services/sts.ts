import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/** Sessions and who holds them. */
export const Client = STSClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  AssumeRole: AssumeRoleCommand,
  GetCallerIdentity: GetCallerIdentityCommand,
};
