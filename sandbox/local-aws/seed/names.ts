/** The account that partners are connected to. */
export const ACCOUNT = "123456789012";
/** The account that stands in for a partner's. */
export const SANDBOX_ACCOUNT = "210987654321";
export const BUCKET = "partner-files";
export const KEY_ALIAS = "alias/partner-files";
/** The key pair that audit logs are signed with. */
export const AUDIT_KEY_ALIAS = "alias/vendor-audit";
export const TRANSFER_SERVER = "s-0123456789abcdef0";
/** Whose tokens the account takes, as an account with an EKS cluster and GitHub Actions does: OIDC issuers without https://. */
export const ISSUERS = [
  "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E",
  "token.actions.githubusercontent.com",
] as const;
/** The audience that the seeded providers take tokens for. */
export const AUDIENCE = "sts.amazonaws.com";
/** The one IAM user: a person's profile, from which the roles are assumed. */
export const USER = "engineer";

/** Names of the seeded roles by what they are for. */
export const ROLES = {
  operator: { account: ACCOUNT, name: "vendor-operator" },
  admin: { account: ACCOUNT, name: "admin" },
  "partner-desk": { account: ACCOUNT, name: "partner-desk" },
  sandbox: { account: SANDBOX_ACCOUNT, name: "vendor-sandbox-partner" },
} as const;

/** A seeded role by what it is for. */
export type SeededRole = keyof typeof ROLES;

/** ARN of a seeded role. */
export function seededRoleArn(role: SeededRole): string {
  return `arn:aws:iam::${ROLES[role].account}:role/${ROLES[role].name}`;
}
