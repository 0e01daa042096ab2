import { z } from "zod";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { UserRecord } from "../../tables.ts";
import { arnOf, authorizeIam, iamPage, noSuchEntity } from "./common.ts";
import { roleToRead } from "./role-access.ts";
import * as shape from "./shapes.ts";

/** Operations on the account as a whole, and on the users that the seed has made. */
export const accountOperations = {
  GetUser: defineOperation({
    input: z.strictObject({ UserName: shape.roleName.optional() }),
    readOnly: true,
    handle(input, context) {
      const name = input.UserName ?? ownName(context);
      authorizeIam(context, "GetUser", arnOf(context, "user", "/", name));
      const user = context.world.table("iam.users").seen(`${context.account}/${name}`, "iam");
      if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
      return { User: userShape(user) };
    },
  }),
  ListUsers: defineOperation({
    input: z.strictObject({ PathPrefix: shape.pathPrefix.optional(), ...shape.pageMembers }),
    readOnly: true,
    handle(input, context) {
      authorizeIam(context, "ListUsers", arnOf(context, "user", "/", ""));
      const users = context.world.table("iam.users").seenEntries("iam", `${context.account}/`);
      const shown = users
        .filter(() => (input.PathPrefix ?? "/") === "/")
        .map(([key, user]) => [key, userShape(user)] as const);
      return iamPage("Users", shown, input);
    },
  }),
  ListInstanceProfilesForRole: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName, ...shape.pageMembers }),
    readOnly: true,
    handle(input, context) {
      roleToRead(context, "ListInstanceProfilesForRole", input.RoleName);
      return { InstanceProfiles: [], IsTruncated: false };
    },
  }),
  ListAccountAliases: defineOperation({
    input: z.strictObject({ ...shape.pageMembers }),
    readOnly: true,
    handle(_input, context) {
      authorizeIam(context, "ListAccountAliases", "*");
      return { AccountAliases: [], IsTruncated: false };
    },
  }),
  GetAccountSummary: defineOperation({
    input: z.strictObject({}),
    readOnly: true,
    handle(_input, context) {
      authorizeIam(context, "GetAccountSummary", "*");
      const { world, account } = context;
      return {
        SummaryMap: {
          $map: {
            Roles: world.table("iam.roles").entries(`${account}/`).length,
            RolesQuota: 1000,
            Users: world.table("iam.users").entries(`${account}/`).length,
            Policies: world.table("iam.policies").entries(`arn:aws:iam::${account}:`).length,
            PolicySizeQuota: 6144,
            AttachedPoliciesPerRoleQuota: 10,
            AssumeRolePolicySizeQuota: 2048,
            VersionsPerPolicyQuota: 5,
          },
        },
      };
    },
  }),
};

function ownName(context: OperationContext): string {
  const { principal } = context.caller;
  if (principal.type === "user") return principal.arn.slice(principal.arn.lastIndexOf("/") + 1);
  throw noSuchEntity("Must specify userName when calling with non-User credentials");
}

function userShape(user: UserRecord): Record<string, unknown> {
  return { Path: "/", UserName: user.name, UserId: user.id, Arn: user.arn, CreateDate: { $date: 0 } };
}
