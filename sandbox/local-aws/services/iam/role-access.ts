import type { Context } from "../../../../src/policy/types.ts";
import type { OperationContext } from "../../service.ts";
import type { RoleRecord } from "../../tables.ts";
import { arnOf, authorizeIam, noSuchEntity, roleKeys } from "./common.ts";
import { encodedDocument } from "./documents.ts";

/**
 * The role of a request that changes it, after the caller was authorised. Writers see the true state.
 * @throws AwsFault AccessDenied, NoSuchEntity
 */
export function roleToChange(
  context: OperationContext,
  action: string,
  name: string,
  keys: Context = {},
): RoleRecord {
  return authorizedRole(
    context,
    action,
    name,
    context.world.table("iam.roles").get(roleKey(context, name)),
    keys,
  );
}

/**
 * The role of a request that reads it, as IAM's own copy has it now.
 * @throws AwsFault AccessDenied, NoSuchEntity
 */
export function roleToRead(context: OperationContext, action: string, name: string): RoleRecord {
  return authorizedRole(
    context,
    action,
    name,
    context.world.table("iam.roles").seen(roleKey(context, name), "iam"),
    {},
  );
}

/** Stores a changed role. */
export function saveRole(context: OperationContext, role: RoleRecord): void {
  context.world.table("iam.roles").set(roleKey(context, role.name), role);
}

/** Key of table `iam.roles`. */
export function roleKey(context: OperationContext, name: string): string {
  return `${context.account}/${name}`;
}

/** A role as the API shows it; listings have neither tags nor boundary. */
export function roleShape(context: OperationContext, role: RoleRecord): Record<string, unknown> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: { $date: role.createdAt },
    AssumeRolePolicyDocument: encodedDocument(context.world.showPrincipals(role.trust, "iam")),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

function authorizedRole(
  context: OperationContext,
  action: string,
  name: string,
  role: RoleRecord | undefined,
  keys: Context,
): RoleRecord {
  const arn = role?.arn ?? arnOf(context, "role", "/", name);
  context.touch("AWS::IAM::Role", name);
  authorizeIam(context, action, arn, { ...roleKeys(role), ...keys });
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}
