import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
import type { SecretRecord } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { secretFault } from "./faults.ts";
import { maxResults, nextToken, secretId } from "./schema.ts";
import { authorizedSecret, secretsOf } from "./secrets.ts";

const describeSecret = defineOperation({
  input: z.strictObject({ SecretId: secretId }),
  readOnly: true,
  handle(input, context) {
    const secret = authorizedSecret(context, "DescribeSecret", input.SecretId);
    return {
      ...summary(secret),
      VersionIdsToStages: stagesById(secret),
      ...(secret.deletionDate === undefined ? {} : { DeletedDate: { $date: secret.deletionDate } }),
    };
  },
});

const FILTER_KEYS = [
  "description",
  "name",
  "tag-key",
  "tag-value",
  "primary-region",
  "owning-service",
  "all",
] as const;

const filter = z.strictObject({
  Key: z.enum(FILTER_KEYS),
  Values: z
    .array(
      z
        .string()
        .max(512)
        .regex(/^!?[a-zA-Z0-9 :_@/+=.\-!]*$/),
    )
    .min(1)
    .max(10),
});

type Filter = z.infer<typeof filter>;

const SORT: Readonly<Record<string, (secret: SecretRecord) => string | number>> = {
  "created-date": (secret) => secret.createdAt,
  "last-accessed-date": (secret) => secret.accessedAt ?? 0,
  "last-changed-date": (secret) => secret.changedAt ?? secret.createdAt,
  name: (secret) => secret.name,
};

const listSecrets = defineOperation({
  input: z.strictObject({
    IncludePlannedDeletion: z.boolean().exactOptional(),
    MaxResults: maxResults,
    NextToken: nextToken,
    Filters: z.array(filter).max(10).exactOptional(),
    SortOrder: z.enum(["asc", "desc"]).exactOptional(),
    SortBy: z.enum(["created-date", "last-accessed-date", "last-changed-date", "name"]).exactOptional(),
  }),
  readOnly: true,
  handle(input, { world, caller, account }) {
    world.authorize({
      caller,
      action: "secretsmanager:ListSecrets",
      resource: "*",
      resourceAccount: account,
    });
    const matching = secretsOf(world, account)
      .filter((secret) => input.IncludePlannedDeletion === true || secret.deletedAt === undefined)
      .filter((secret) => (input.Filters ?? []).every((one) => matches(secret, one)));
    const by = SORT[input.SortBy ?? "created-date"] ?? ((secret: SecretRecord) => secret.createdAt);
    const sign = (input.SortOrder ?? "desc") === "asc" ? 1 : -1;
    matching.sort((one, other) => sign * compare(by(one), by(other)));
    const entries = matching.map((secret) => [secret.arn, listEntry(secret)] as const);
    const page = pageOf(entries, input.MaxResults ?? 100, input.NextToken, secretFault.nextToken);
    return { SecretList: page.items, NextToken: page.next };
  },
});

function compare(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * Values of one filter are alternatives, each a prefix; `!` in front negates it
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html).
 */
function matches(secret: SecretRecord, { Key, Values }: Filter): boolean {
  const fields = searched(secret, Key);
  const foldCase = Key === "description" || Key === "all";
  const fold = (text: string) => (foldCase ? text.toLowerCase() : text);
  return Values.some((value) => {
    const prefix = fold(value.replace(/^!/, ""));
    const found = fields.some((field) => fold(field).startsWith(prefix));
    return value.startsWith("!") ? !found : found;
  });
}

function searched(secret: SecretRecord, key: Filter["Key"]): string[] {
  switch (key) {
    case "name":
      return [secret.name];
    case "description":
      return [secret.description ?? ""];
    case "tag-key":
      return Object.keys(secret.tags);
    case "tag-value":
      return Object.values(secret.tags);
    case "primary-region":
    case "owning-service":
      return [];
    case "all":
      return [secret.name, secret.description ?? "", ...Object.entries(secret.tags).flat()].flatMap(
        (text) => [text, ...text.split(/[ /_+=.@!-]/)],
      );
  }
}

const listSecretVersionIds = defineOperation({
  input: z.strictObject({
    SecretId: secretId,
    MaxResults: maxResults,
    NextToken: nextToken,
    IncludeDeprecated: z.boolean().exactOptional(),
  }),
  readOnly: true,
  handle(input, context) {
    const secret = authorizedSecret(context, "ListSecretVersionIds", input.SecretId);
    const versions = Object.entries(secret.versions)
      .filter(([, version]) => input.IncludeDeprecated === true || version.stages.length > 0)
      .map(([id, version]) => {
        const stages = version.stages.length === 0 ? {} : { VersionStages: version.stages };
        const keys = [secret.keyArn ?? "DefaultEncryptionKey"];
        return [
          id,
          { VersionId: id, ...stages, CreatedDate: { $date: version.createdAt }, KmsKeyIds: keys },
        ] as const;
      });
    const page = pageOf(versions, input.MaxResults ?? 100, input.NextToken, secretFault.nextToken);
    return { Versions: page.items, NextToken: page.next, ARN: secret.arn, Name: secret.name };
  },
});

function listEntry(secret: SecretRecord) {
  return {
    ...summary(secret),
    SecretVersionsToStages: stagesById(secret),
    ...(secret.deletedAt === undefined ? {} : { DeletedDate: { $date: secret.deletedAt } }),
  };
}

function summary(secret: SecretRecord) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.keyArn === undefined ? {} : { KmsKeyId: secret.keyArn }),
    CreatedDate: { $date: secret.createdAt },
    LastChangedDate: { $date: secret.changedAt ?? secret.createdAt },
    ...(secret.accessedAt === undefined ? {} : { LastAccessedDate: { $date: secret.accessedAt } }),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function stagesById(secret: SecretRecord) {
  const staged = Object.entries(secret.versions).filter(([, version]) => version.stages.length > 0);
  return Object.fromEntries(staged.map(([id, version]) => [id, version.stages]));
}

/** Operations that tell about secrets, never their values. */
export const listOperations: Readonly<Record<string, Operation>> = {
  DescribeSecret: describeSecret,
  ListSecrets: listSecrets,
  ListSecretVersionIds: listSecretVersionIds,
};
