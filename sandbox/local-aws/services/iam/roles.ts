import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { RoleRecord } from "../../tables.ts";
import { arnOf, authorizeIam, iamPage, mergedTags, tagList, tagRequestKeys } from "./common.ts";
import { countedLength, MALFORMED, readDocument } from "./documents.ts";
import { checkPolicyExists } from "./policy-access.ts";
import { roleKey, roleShape, roleToChange, roleToRead, saveRole } from "./role-access.ts";
import * as shape from "./shapes.ts";

/** Default quotas. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_TRUST = 2048;
const MAX_ROLES = 1000;

const createRole = defineOperation({
  input: z.strictObject({
    RoleName: shape.roleName,
    AssumeRolePolicyDocument: shape.documentText,
    Path: shape.path.default("/"),
    Description: shape.description.optional(),
    MaxSessionDuration: shape.maxSessionDuration.default(3600),
    PermissionsBoundary: shape.arn.optional(),
    Tags: shape.tags.default([]),
  }),
  readOnly: false,
  handle(input, context) {
    const { RoleName: name, Path: path, PermissionsBoundary: boundary } = input;
    const arn = arnOf(context, "role", path, name);
    context.touch("AWS::IAM::Role", name);
    const boundaryKeys = boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
    authorizeIam(context, "CreateRole", arn, { ...tagRequestKeys(input.Tags), ...boundaryKeys });
    if (input.Tags.length > 0) authorizeIam(context, "TagRole", arn, tagRequestKeys(input.Tags));
    const trust = readTrust(context, input.AssumeRolePolicyDocument);
    if (boundary !== undefined) checkPolicyExists(context, boundary);
    checkRoom(context, name);
    const role: RoleRecord = {
      account: context.account,
      name,
      path,
      arn,
      id: context.world.id("AROA", 17),
      createdAt: context.world.clock.now(),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionSeconds: input.MaxSessionDuration,
      trust,
      inline: {},
      attached: [],
      ...(boundary === undefined ? {} : { boundary }),
      tags: mergedTags({}, input.Tags),
    };
    saveRole(context, role);
    return { Role: { ...roleShape(context, role), ...tagsAndBoundary(role) } };
  },
});

const getRole = defineOperation({
  input: z.strictObject({ RoleName: shape.roleName }),
  readOnly: true,
  handle(input, context) {
    const role = roleToRead(context, "GetRole", input.RoleName);
    return { Role: { ...roleShape(context, role), ...tagsAndBoundary(role), RoleLastUsed: {} } };
  },
});

const listRoles = defineOperation({
  input: z.strictObject({ PathPrefix: shape.pathPrefix.optional(), ...shape.pageMembers }),
  readOnly: true,
  handle(input, context) {
    authorizeIam(context, "ListRoles", arnOf(context, "role", "/", ""));
    const entries = context.world
      .table("iam.roles")
      .seenEntries("iam", `${context.account}/`)
      .filter(([, role]) => role.path.startsWith(input.PathPrefix ?? "/"))
      .map(([key, role]) => [key, roleShape(context, role)] as const);
    return iamPage("Roles", entries, input);
  },
});

const updateRole = defineOperation({
  input: z.strictObject({
    RoleName: shape.roleName,
    Description: shape.description.optional(),
    MaxSessionDuration: shape.maxSessionDuration.optional(),
  }),
  readOnly: false,
  handle(input, context) {
    const role = roleToChange(context, "UpdateRole", input.RoleName);
    saveRole(context, {
      ...role,
      maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
      ...(input.Description === undefined ? {} : { description: input.Description }),
    });
    return {};
  },
});

const updateRoleDescription = defineOperation({
  input: z.strictObject({ RoleName: shape.roleName, Description: shape.description }),
  readOnly: false,
  handle(input, context) {
    const role = roleToChange(context, "UpdateRoleDescription", input.RoleName);
    const changed = { ...role, description: input.Description };
    saveRole(context, changed);
    return { Role: roleShape(context, changed) };
  },
});

const updateAssumeRolePolicy = defineOperation({
  input: z.strictObject({ RoleName: shape.roleName, PolicyDocument: shape.documentText }),
  readOnly: false,
  handle(input, context) {
    const role = roleToChange(context, "UpdateAssumeRolePolicy", input.RoleName);
    saveRole(context, { ...role, trust: readTrust(context, input.PolicyDocument) });
    return undefined;
  },
});

const deleteRole = defineOperation({
  input: z.strictObject({ RoleName: shape.roleName }),
  readOnly: false,
  handle(input, context) {
    const role = roleToChange(context, "DeleteRole", input.RoleName);
    if (role.attached.length > 0) throw conflict("Cannot delete entity, must detach all policies first.");
    if (Object.keys(role.inline).length > 0)
      throw conflict("Cannot delete entity, must delete policies first.");
    context.world.table("iam.roles").delete(roleKey(context, role.name));
    return undefined;
  },
});

/** Operations on roles themselves. */
export const roleOperations = {
  CreateRole: createRole,
  GetRole: getRole,
  ListRoles: listRoles,
  UpdateRole: updateRole,
  UpdateRoleDescription: updateRoleDescription,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  DeleteRole: deleteRole,
};

/** Names of roles are unique without regard to case. @throws AwsFault EntityAlreadyExists, LimitExceeded */
function checkRoom({ world, account }: OperationContext, name: string): void {
  const roles = world.table("iam.roles").entries(`${account}/`);
  if (roles.some(([, role]) => role.name.toLowerCase() === name.toLowerCase())) {
    throw new AwsFault("EntityAlreadyExists", 409, `Role with name ${name} already exists.`);
  }
  if (roles.length >= MAX_ROLES) {
    throw new AwsFault("LimitExceeded", 409, `Cannot exceed quota for RolesPerAccount: ${MAX_ROLES}`);
  }
}

/** The length is checked as sent: ids, which are shorter than ARNs, come after. */
function readTrust(context: OperationContext, text: string) {
  const document = readDocument(text, "trust");
  if (countedLength(text) > MAX_TRUST) {
    throw new AwsFault("LimitExceeded", 409, `Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST}`);
  }
  return context.world.bindPrincipals(document, "iam", MALFORMED);
}

function tagsAndBoundary(role: RoleRecord): object {
  const boundary = { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.boundary };
  return {
    ...(Object.keys(role.tags).length === 0 ? {} : { Tags: tagList(role.tags) }),
    ...(role.boundary === undefined ? {} : { PermissionsBoundary: boundary }),
  };
}

function conflict(message: string): AwsFault {
  return new AwsFault("DeleteConflict", 409, message);
}
