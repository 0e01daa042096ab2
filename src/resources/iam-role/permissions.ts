import type { Permission } from "../kind.ts";

const ROLES = "arn:${base.partition}:iam::${base.account}:role/${names.role}";

/** Left out where no boundary is configured. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
const BOUNDED = { StringEquals: { "iam:PermissionsBoundary": "${base.permissionsBoundary}" } };

const read = (action: string, reason: string): Permission => ({
  action,
  resource: ROLES,
  verb: "read",
  reason,
});

/** What the operator needs to keep partners' roles, and no others. */
export const ROLE_PERMISSIONS: readonly Permission[] = [
  read("iam:GetRole", "See whether a partner's role exists, whom it trusts and whose it is."),
  read("iam:ListRolePolicies", "See every inline policy on a partner's role, those of others too."),
  read("iam:GetRolePolicy", "Compare a partner's policy with its runbook."),
  read(
    "iam:ListAttachedRolePolicies",
    "See managed policies that somebody else attached to a partner's role.",
  ),
  {
    action: "iam:GetAccountSummary",
    resource: "*",
    verb: "read",
    reason: "Tell how many more roles the account takes; AWS takes no resource for it.",
  },
  {
    action: "iam:GetOpenIDConnectProvider",
    resource: "arn:${base.partition}:iam::${base.account}:oidc-provider/*",
    verb: "read",
    reason:
      "See whether the identity provider is there whose tokens a partner's role takes, and for which audience.",
  },
  read("iam:ListInstanceProfilesForRole", "See instance profiles that would block the role's deletion."),
  {
    condition: BOUNDED,
    action: "iam:CreateRole",
    resource: ROLES,
    verb: "create",
    reason: "Make the partner's own role.",
  },
  { action: "iam:TagRole", resource: ROLES, verb: "create", reason: "Mark the role as the partner's." },
  {
    action: "iam:UntagRole",
    resource: ROLES,
    verb: "update",
    reason: "Give back a role whose adoption did not get to its end.",
  },
  {
    condition: BOUNDED,
    action: "iam:PutRolePolicy",
    resource: ROLES,
    verb: "create",
    reason: "Give the role its statements, and deny open sessions at offboarding.",
  },
  {
    condition: BOUNDED,
    action: "iam:PutRolePermissionsBoundary",
    resource: ROLES,
    verb: "update",
    reason: "Put the configured boundary on a role.",
  },
  {
    action: "iam:UpdateAssumeRolePolicy",
    resource: ROLES,
    verb: "update",
    reason: "Mend the trust policy, and freeze it at offboarding.",
  },
  {
    action: "iam:UpdateRole",
    resource: ROLES,
    verb: "update",
    reason: "Mend description and session length.",
  },
  {
    action: "iam:DeleteRolePolicy",
    resource: ROLES,
    verb: "remove",
    reason: "Take away the role's statements.",
  },
  { action: "iam:DeleteRole", resource: ROLES, verb: "remove", reason: "Delete the partner's role." },
];
