import type { AwsFailure } from "./failure.ts";

/** A quota as people ask for more of it. */
interface Quota {
  readonly quota: string;
  readonly remedy: string;
}

const CONSOLE = "https://console.aws.amazon.com/servicequotas/home/services";

function raisable(quota: string, service: string): Quota {
  return {
    quota,
    remedy: `Ask for more of "${quota}" in Service Quotas (${CONSOLE}/${service}/quotas), or remove what is no longer used.`,
  };
}

function fixed(quota: string, remedy: string): Quota {
  return { quota, remedy: `AWS raises it for nobody. ${remedy}` };
}

/**
 * Operation → the quota that it runs into.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html,
 * https://docs.aws.amazon.com/general/latest/gr/transfer-service.html
 */
const QUOTAS: Readonly<Record<string, Quota>> = {
  "iam CreateRole": raisable("Roles per account", "iam"),
  "iam AttachRolePolicy": raisable("Managed policies per role", "iam"),
  "iam UpdateAssumeRolePolicy": raisable("Role trust policy length", "iam"),
  "iam PutRolePolicy": fixed(
    "The length of a role's inline policies",
    "Offer this partner less in one role: fewer or shorter prefixes.",
  ),
  "iam TagRole": fixed("Tags per role", "Remove tags of this role that nobody needs."),
  "kms CreateGrant": fixed(
    "Grants per KMS key",
    "Retire grants that are no longer used, or use another key.",
  ),
  "secrets-manager CreateSecret": raisable("Secrets in a region", "secretsmanager"),
  "transfer CreateUser": raisable("Users per server", "transfer"),
  "transfer ImportSshPublicKey": fixed("SSH keys per user", "Take keys away that this user no longer needs."),
};

/** Which quota a call has run into, and what to do about it. */
export function quotaOf({ service, operation }: AwsFailure): Quota {
  return QUOTAS[`${service} ${operation}`] ?? raisable(`of ${service} for ${operation}`, "");
}
