import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { ManagedPolicyRecord } from "../../tables.ts";
import { removeTags } from "../shared/tags.ts";
import { arnOf, authorizeIam, iamPage, mergedTags, tagList, tagRequestKeys } from "./common.ts";
import { countedLength, readDocument } from "./documents.ts";
import { attachments, policyToChange, policyToRead } from "./policy-access.ts";
import * as shape from "./shapes.ts";

/** Characters, white space not counted. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICY = 6144;

const lifecycle = {
  CreatePolicy: defineOperation({
    input: z.strictObject({
      PolicyName: shape.policyName,
      PolicyDocument: shape.documentText,
      Path: shape.path.default("/"),
      Description: shape.description.optional(),
      Tags: shape.tags.default([]),
    }),
    readOnly: false,
    handle(input, context) {
      const arn = arnOf(context, "policy", input.Path, input.PolicyName);
      context.touch("AWS::IAM::Policy", arn);
      authorizeIam(context, "CreatePolicy", arn, tagRequestKeys(input.Tags));
      if (input.Tags.length > 0) authorizeIam(context, "TagPolicy", arn, tagRequestKeys(input.Tags));
      const document = readManagedDocument(input.PolicyDocument);
      if (nameTaken(context, input.PolicyName)) {
        throw new AwsFault(
          "EntityAlreadyExists",
          409,
          `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
        );
      }
      const createdAt = context.world.clock.now();
      const record: ManagedPolicyRecord = {
        arn,
        id: context.world.id("ANPA", 17),
        name: input.PolicyName,
        path: input.Path,
        createdAt,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        defaultVersion: "v1",
        versions: { v1: { document, createdAt } },
        tags: mergedTags({}, input.Tags),
      };
      context.world.table("iam.policies").set(arn, record);
      return { Policy: policyShape(context, record) };
    },
  }),
  GetPolicy: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn }),
    readOnly: true,
    handle(input, context) {
      const record = policyToRead(context, "GetPolicy", input.PolicyArn);
      const description = record.description === undefined ? {} : { Description: record.description };
      return { Policy: { ...policyShape(context, record), ...description, ...tagMember(record) } };
    },
  }),
  DeletePolicy: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn }),
    readOnly: false,
    handle(input, context) {
      const record = policyToChange(context, "DeletePolicy", input.PolicyArn);
      const { attached, boundaries } = attachments(context, record.arn);
      if (attached + boundaries > 0) {
        throw new AwsFault("DeleteConflict", 409, "Cannot delete a policy attached to entities.");
      }
      if (Object.keys(record.versions).length > 1) {
        throw new AwsFault(
          "DeleteConflict",
          409,
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      context.world.table("iam.policies").delete(record.arn);
      return undefined;
    },
  }),
};

const listings = {
  ListPolicies: defineOperation({
    input: z.strictObject({
      Scope: z.enum(["All", "AWS", "Local"]).default("All"),
      OnlyAttached: shape.flag.default(false),
      PathPrefix: shape.pathPrefix.default("/"),
      PolicyUsageFilter: z.enum(["PermissionsPolicy", "PermissionsBoundary"]).optional(),
      ...shape.pageMembers,
    }),
    readOnly: true,
    handle(input, context) {
      authorizeIam(context, "ListPolicies", "*");
      const own = `arn:aws:iam::${context.account}:`;
      const scopes = { All: [own, "arn:aws:iam::aws:"], AWS: ["arn:aws:iam::aws:"], Local: [own] }[
        input.Scope
      ];
      const entries = context.world
        .table("iam.policies")
        .seenEntries("iam")
        .filter(
          ([arn, record]) =>
            scopes.some((scope) => arn.startsWith(scope)) && record.path.startsWith(input.PathPrefix),
        )
        .filter(([arn]) => isUsed(context, arn, input))
        .map(([arn, record]) => [arn, policyShape(context, record)] as const);
      return iamPage("Policies", entries, input);
    },
  }),
  ListPolicyTags: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, ...shape.pageMembers }),
    readOnly: true,
    handle(input, context) {
      const record = policyToRead(context, "ListPolicyTags", input.PolicyArn);
      const entries = tagList(record.tags).map((tag) => [tag.Key, tag] as const);
      return iamPage("Tags", entries, input);
    },
  }),
};

const tagging = {
  TagPolicy: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, Tags: shape.tags }),
    readOnly: false,
    handle(input, context) {
      const record = policyToChange(context, "TagPolicy", input.PolicyArn, tagRequestKeys(input.Tags));
      context.world
        .table("iam.policies")
        .set(record.arn, { ...record, tags: mergedTags(record.tags, input.Tags) });
      return undefined;
    },
  }),
  UntagPolicy: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, TagKeys: shape.tagKeys }),
    readOnly: false,
    handle(input, context) {
      const record = policyToChange(context, "UntagPolicy", input.PolicyArn, {
        "aws:TagKeys": input.TagKeys,
      });
      context.world
        .table("iam.policies")
        .set(record.arn, { ...record, tags: removeTags(record.tags, input.TagKeys) });
      return undefined;
    },
  }),
};

/** Operations on managed policies. */
export const policyOperations = { ...lifecycle, ...listings, ...tagging };

/** Reads the document of a managed policy. @throws AwsFault MalformedPolicyDocument, LimitExceeded */
export function readManagedDocument(text: string) {
  const document = readDocument(text, "identity");
  if (countedLength(text) > MAX_POLICY) {
    throw new AwsFault("LimitExceeded", 409, `Cannot exceed quota for PolicySize: ${MAX_POLICY}`);
  }
  return document;
}

function policyShape(context: OperationContext, record: ManagedPolicyRecord): Record<string, unknown> {
  const { attached, boundaries } = attachments(context, record.arn);
  const updatedAt = Math.max(...Object.values(record.versions).map((version) => version.createdAt));
  return {
    PolicyName: record.name,
    PolicyId: record.id,
    Arn: record.arn,
    Path: record.path,
    DefaultVersionId: record.defaultVersion,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    CreateDate: { $date: record.createdAt },
    UpdateDate: { $date: updatedAt },
  };
}

function isUsed(
  context: OperationContext,
  arn: string,
  input: { OnlyAttached: boolean; PolicyUsageFilter?: string | undefined },
): boolean {
  if (!input.OnlyAttached && input.PolicyUsageFilter === undefined) return true;
  const { attached, boundaries } = attachments(context, arn);
  if (input.PolicyUsageFilter === "PermissionsBoundary") return boundaries > 0;
  return attached > 0 || (input.PolicyUsageFilter === undefined && boundaries > 0);
}

function tagMember(record: ManagedPolicyRecord): object {
  return Object.keys(record.tags).length === 0 ? {} : { Tags: tagList(record.tags) };
}

function nameTaken(context: OperationContext, name: string): boolean {
  const own = context.world.table("iam.policies").entries(`arn:aws:iam::${context.account}:`);
  return own.some(([, record]) => record.name.toLowerCase() === name.toLowerCase());
}
