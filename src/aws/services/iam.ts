import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";

/** Roles and their policies. */
export const Client = IAMClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  CreateRole: CreateRoleCommand,
  DeleteRole: DeleteRoleCommand,
  DeleteRolePolicy: DeleteRolePolicyCommand,
  GetPolicy: GetPolicyCommand,
  GetPolicyVersion: GetPolicyVersionCommand,
  GetRole: GetRoleCommand,
  GetRolePolicy: GetRolePolicyCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRole: ListInstanceProfilesForRoleCommand,
  ListRolePolicies: ListRolePoliciesCommand,
  ListRoleTags: ListRoleTagsCommand,
  ListRoles: ListRolesCommand,
  PutRolePermissionsBoundary: PutRolePermissionsBoundaryCommand,
  PutRolePolicy: PutRolePolicyCommand,
  TagRole: TagRoleCommand,
  UntagRole: UntagRoleCommand,
  UpdateAssumeRolePolicy: UpdateAssumeRolePolicyCommand,
  UpdateRole: UpdateRoleCommand,
};
