import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation } from "../../service.ts";
import type { RoleRecord } from "../../tables.ts";
import { iamPage, noSuchEntity } from "./common.ts";
import { countedLength, encodedDocument, readDocument } from "./documents.ts";
import { checkPolicyExists } from "./policy-access.ts";
import { roleToChange, roleToRead, saveRole } from "./role-access.ts";
import * as shape from "./shapes.ts";

/** Quotas. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_INLINE_TOTAL = 10_240;
const MAX_ATTACHED = 10;

const one = z.strictObject({ RoleName: shape.roleName, PolicyName: shape.policyName });
const attachment = z.strictObject({ RoleName: shape.roleName, PolicyArn: shape.arn });
const page = z.strictObject({
  RoleName: shape.roleName,
  PathPrefix: shape.pathPrefix.optional(),
  ...shape.pageMembers,
});

const inlineOperations = {
  PutRolePolicy: defineOperation({
    input: one.extend({ PolicyDocument: shape.documentText }),
    readOnly: false,
    handle(input, context) {
      const role = roleToChange(context, "PutRolePolicy", input.RoleName);
      const document = readDocument(input.PolicyDocument, "identity");
      const inline = { ...role.inline, [input.PolicyName]: document };
      const total = Object.values(inline).reduce((sum, each) => sum + countedLength(each), 0);
      if (total > MAX_INLINE_TOTAL) {
        throw new AwsFault(
          "LimitExceeded",
          409,
          `Maximum policy size of ${MAX_INLINE_TOTAL} bytes exceeded for role ${role.name}`,
        );
      }
      saveRole(context, { ...role, inline });
      return undefined;
    },
  }),
  GetRolePolicy: defineOperation({
    input: one,
    readOnly: true,
    handle(input, context) {
      const role = roleToRead(context, "GetRolePolicy", input.RoleName);
      const document = inlinePolicy(role, input.PolicyName);
      return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodedDocument(document) };
    },
  }),
  ListRolePolicies: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName, ...shape.pageMembers }),
    readOnly: true,
    handle(input, context) {
      const role = roleToRead(context, "ListRolePolicies", input.RoleName);
      const names = Object.keys(role.inline).sort();
      return iamPage(
        "PolicyNames",
        names.map((name) => [name, name] as const),
        input,
      );
    },
  }),
  DeleteRolePolicy: defineOperation({
    input: one,
    readOnly: false,
    handle(input, context) {
      const role = roleToChange(context, "DeleteRolePolicy", input.RoleName);
      inlinePolicy(role, input.PolicyName);
      const inline = Object.entries(role.inline).filter(([name]) => name !== input.PolicyName);
      saveRole(context, { ...role, inline: Object.fromEntries(inline) });
      return undefined;
    },
  }),
};

const attachOperations = {
  AttachRolePolicy: defineOperation({
    input: attachment,
    readOnly: false,
    handle(input, context) {
      const role = roleToChange(context, "AttachRolePolicy", input.RoleName, {
        "iam:PolicyARN": input.PolicyArn,
      });
      checkPolicyExists(context, input.PolicyArn);
      if (role.attached.includes(input.PolicyArn)) return undefined;
      if (role.attached.length >= MAX_ATTACHED) {
        throw new AwsFault("LimitExceeded", 409, `Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`);
      }
      saveRole(context, { ...role, attached: [...role.attached, input.PolicyArn] });
      return undefined;
    },
  }),
  DetachRolePolicy: defineOperation({
    input: attachment,
    readOnly: false,
    handle(input, context) {
      const role = roleToChange(context, "DetachRolePolicy", input.RoleName, {
        "iam:PolicyARN": input.PolicyArn,
      });
      if (!role.attached.includes(input.PolicyArn)) {
        throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
      }
      saveRole(context, { ...role, attached: role.attached.filter((arn) => arn !== input.PolicyArn) });
      return undefined;
    },
  }),
  ListAttachedRolePolicies: defineOperation({
    input: page,
    readOnly: true,
    handle(input, context) {
      const role = roleToRead(context, "ListAttachedRolePolicies", input.RoleName);
      const policies = role.attached
        .filter((arn) => pathOf(arn).startsWith(input.PathPrefix ?? "/"))
        .map((arn) => [arn, { PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn }] as const);
      return iamPage("AttachedPolicies", policies, input);
    },
  }),
};

const boundaryOperations = {
  PutRolePermissionsBoundary: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName, PermissionsBoundary: shape.arn }),
    readOnly: false,
    handle(input, context) {
      const keys = { "iam:PermissionsBoundary": input.PermissionsBoundary };
      const role = roleToChange(context, "PutRolePermissionsBoundary", input.RoleName, keys);
      checkPolicyExists(context, input.PermissionsBoundary);
      saveRole(context, { ...role, boundary: input.PermissionsBoundary });
      return undefined;
    },
  }),
  DeleteRolePermissionsBoundary: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName }),
    readOnly: false,
    handle(input, context) {
      const { boundary, ...role } = roleToChange(context, "DeleteRolePermissionsBoundary", input.RoleName);
      if (boundary === undefined) throw noSuchEntity(`Role ${role.name} has no permissions boundary.`);
      saveRole(context, role);
      return undefined;
    },
  }),
};

/** Operations on what a role may do. */
export const rolePolicyOperations = { ...inlineOperations, ...attachOperations, ...boundaryOperations };

function inlinePolicy(role: RoleRecord, name: string) {
  const document = role.inline[name];
  if (document === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return document;
}

/** `/team/` of `arn:aws:iam::123456789012:policy/team/name`. */
function pathOf(policyArn: string): string {
  return policyArn.slice(policyArn.indexOf("/"), policyArn.lastIndexOf("/") + 1);
}
