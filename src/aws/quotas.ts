import type { AwsFailure } from "./failure.ts";

/** A quota as people ask for more of it. */
interface Quota {
  readonly quota: string;
  readonly remedy: string;
}

const CONSOLE = "https://console.aws.amazon.com/servicequotas/home";

function raisable(quota: string, page = `${CONSOLE}/services`): Quota {
  return {
    quota,
    remedy: `Ask for more of it in Service Quotas (${page}), or remove what is no longer used.`,
  };
}

function fixed(quota: string, remedy: string): Quota {
  return { quota, remedy: `AWS raises it for nobody. ${remedy}` };
}

const ofService = (service: string) => `${CONSOLE}/services/${service}/quotas`;

/**
 * Operation → the quota that it runs into.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html,
 * https://docs.aws.amazon.com/general/latest/gr/transfer-service.html
 */
const QUOTAS: Readonly<Record<string, Quota>> = {
  "iam CreateRole": raisable("roles of the account", ofService("iam")),
  "iam AttachRolePolicy": raisable("managed policies of a role", ofService("iam")),
  "iam UpdateAssumeRolePolicy": raisable("length of a role's trust policy", ofService("iam")),
  "iam PutRolePolicy": fixed(
    "length of a role's inline policies",
    "Give this role less to do: fewer or shorter prefixes.",
  ),
  "iam TagRole": fixed("tags of a role", "Remove tags of this role that nobody needs."),
  "kms CreateGrant": raisable("grants of the KMS key", ofService("kms")),
  "secrets-manager CreateSecret": raisable("secrets of the region", ofService("secretsmanager")),
  "transfer CreateUser": raisable("users of the SFTP server", ofService("transfer")),
  "transfer ImportSshPublicKey": raisable("SSH keys of the SFTP user", ofService("transfer")),
};

/** Which quota a call has run into, and what to do about it. */
export function quotaOf({ service, operation }: AwsFailure): Quota {
  return QUOTAS[`${service} ${operation}`] ?? raisable(`what ${service} allows of ${operation}`);
}
