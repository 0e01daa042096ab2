import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation } from "../../service.ts";
import type { ManagedPolicyRecord } from "../../tables.ts";
import { iamPage, noSuchEntity } from "./common.ts";
import { encodedDocument } from "./documents.ts";
import { readManagedDocument } from "./managed-policies.ts";
import { policyToChange, policyToRead } from "./policy-access.ts";
import * as shape from "./shapes.ts";

const MAX_VERSIONS = 5;
const versionId = z.string().regex(/^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/);

/** Operations on the versions of managed policies. */
export const policyVersionOperations = {
  CreatePolicyVersion: defineOperation({
    input: z.strictObject({
      PolicyArn: shape.arn,
      PolicyDocument: shape.documentText,
      SetAsDefault: shape.flag.default(false),
    }),
    readOnly: false,
    handle(input, context) {
      const record = policyToChange(context, "CreatePolicyVersion", input.PolicyArn);
      const document = readManagedDocument(input.PolicyDocument);
      const numbers = Object.keys(record.versions).map((id) => Number(id.slice(1)));
      if (numbers.length >= MAX_VERSIONS) {
        throw new AwsFault(
          "LimitExceeded",
          409,
          `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const id = `v${Math.max(...numbers) + 1}`;
      const changed = {
        ...record,
        defaultVersion: input.SetAsDefault ? id : record.defaultVersion,
        versions: { ...record.versions, [id]: { document, createdAt: context.world.clock.now() } },
      };
      context.world.table("iam.policies").set(record.arn, changed);
      return { PolicyVersion: versionShape(changed, id) };
    },
  }),
  GetPolicyVersion: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, VersionId: versionId }),
    readOnly: true,
    handle(input, context) {
      const record = policyToRead(context, "GetPolicyVersion", input.PolicyArn);
      const { document } = versionOf(record, input.VersionId);
      return {
        PolicyVersion: { Document: encodedDocument(document), ...versionShape(record, input.VersionId) },
      };
    },
  }),
  ListPolicyVersions: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, ...shape.pageMembers }),
    readOnly: true,
    handle(input, context) {
      const record = policyToRead(context, "ListPolicyVersions", input.PolicyArn);
      const entries = Object.keys(record.versions).map((id) => [id, versionShape(record, id)] as const);
      return iamPage("Versions", entries.reverse(), input);
    },
  }),
  SetDefaultPolicyVersion: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, VersionId: versionId }),
    readOnly: false,
    handle(input, context) {
      const record = policyToChange(context, "SetDefaultPolicyVersion", input.PolicyArn);
      versionOf(record, input.VersionId);
      context.world.table("iam.policies").set(record.arn, { ...record, defaultVersion: input.VersionId });
      return undefined;
    },
  }),
  DeletePolicyVersion: defineOperation({
    input: z.strictObject({ PolicyArn: shape.arn, VersionId: versionId }),
    readOnly: false,
    handle(input, context) {
      const record = policyToChange(context, "DeletePolicyVersion", input.PolicyArn);
      versionOf(record, input.VersionId);
      if (record.defaultVersion === input.VersionId) {
        throw new AwsFault("DeleteConflict", 409, "Cannot delete the default version of a policy.");
      }
      const rest = Object.entries(record.versions).filter(([id]) => id !== input.VersionId);
      context.world.table("iam.policies").set(record.arn, { ...record, versions: Object.fromEntries(rest) });
      return undefined;
    },
  }),
};

function versionOf(record: ManagedPolicyRecord, id: string) {
  const version = record.versions[id];
  if (version === undefined)
    throw noSuchEntity(`Policy ${record.arn} version ${id} does not exist or is not attachable.`);
  return version;
}

function versionShape(record: ManagedPolicyRecord, id: string): Record<string, unknown> {
  return {
    VersionId: id,
    IsDefaultVersion: record.defaultVersion === id,
    CreateDate: { $date: versionOf(record, id).createdAt },
  };
}
