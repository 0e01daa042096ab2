import { z } from "zod";
import type { Aws } from "../../aws/aws.ts";
import type { Call } from "../../core/call.ts";
import type { JsonObject } from "../../core/json.ts";
import { differs } from "../document.ts";
import { defineKind, type Live, type Scope } from "../kind.ts";
import { ifFound } from "../read.ts";
import { bucketName, text } from "../schema.ts";
import { changedTags, hasTags, tagList, tagsOf } from "../tags.ts";
import { allowing } from "./permission.ts";
import { PUBLIC_ACCESS_SETTINGS } from "./read-bucket.ts";

const schema = z.strictObject({
  name: bucketName,
  kmsKey: text.exactOptional().describe("ARN of the key that encrypts it; absent: S3's own keys."),
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .exactOptional()
    .describe("Object Lock: days for which no version can be overwritten or deleted, by anybody."),
});

type BucketProps = z.output<typeof schema>;
type BucketState = {
  readonly name: string;
  readonly versioning: string;
  /** Settings of its public access block that are off. */
  readonly open: readonly string[];
  readonly encryption: JsonObject;
  readonly retention: JsonObject;
};

const permission = allowing("arn:${base.partition}:s3:::*");

/**
 * A bucket of the base: versioned, closed to the public, its objects owned by it and encrypted by default. What is in
 * it stays: it goes only where it is empty.
 */
export const s3Bucket = defineKind<BucketProps, BucketState>({
  name: "s3-bucket",
  title: "S3 bucket",
  schema,
  example: { name: "example-partner-files" },
  permissions: [
    permission("s3:GetBucketVersioning", "read", "See whether the bucket exists and is versioned."),
    permission("s3:GetBucketPublicAccessBlock", "read", "See whether it is closed to the public."),
    permission("s3:GetEncryptionConfiguration", "read", "See what it encrypts with."),
    permission("s3:GetBucketObjectLockConfiguration", "read", "See how long its objects are kept."),
    permission("s3:GetBucketTagging", "read", "See whose it is."),
    permission("s3:CreateBucket", "create", "Make it."),
    permission("s3:TagResource", "create", "Mark it as the base's from its first moment on."),
    permission("s3:PutBucketPublicAccessBlock", "create", "Close it to the public."),
    permission("s3:PutBucketVersioning", "create", "Keep what a partner overwrites or deletes."),
    permission("s3:PutEncryptionConfiguration", "create", "Encrypt with the base's key by default."),
    permission("s3:PutBucketObjectLockConfiguration", "create", "Keep what is in an audit bucket."),
    permission("s3:PutBucketTagging", "update", "Mark it again where its tags were changed."),
    permission("s3:ListBucketVersions", "read", "See whether it is empty."),
    permission("s3:DeleteBucket", "remove", "Take it away where it is empty."),
  ],
  outputs: { name: "The bucket's name.", arn: "The bucket's ARN." },
  identify: ({ name }, scope) => ({ type: "AWS::S3::Bucket", name, arn: arnOf(name, scope) }),
  known: ({ name }, scope) => ({ name, arn: arnOf(name, scope) }),
  desired,
  read: readBucket,
  create: (props, scope) => ({
    calls: [createBucket(props, scope), ...settings(props.name, undefined, desired(props), scope)],
    outputs: { name: props.name, arn: arnOf(props.name, scope) },
  }),
  update: (props, live, scope) => ({
    calls: [...settings(props.name, live.state, desired(props), scope), ...retag(props.name, live, scope)],
    outputs: live.outputs,
  }),
  restore: (props, before, now, scope) => {
    if (now === undefined) return undefined;
    const { set, unset } = changedTags(now.owner, before.owner);
    const calls = settings(props.name, now.state, before.state, scope);
    const untouched = set === undefined && unset.length === 0;
    return { calls: untouched ? calls : [...calls, putTags(props.name, before.owner, scope)] };
  },
  inUse: async ({ name }, _live, scope, aws) => {
    const { output } = await aws.send("s3", "ListObjectVersions", { ...owned(name, scope), MaxKeys: 1 });
    const holds = (output.Versions ?? []).length + (output.DeleteMarkers ?? []).length > 0;
    return holds ? "it is not empty, earlier versions included" : undefined;
  },
  remove: ({ name }, _live, scope) => ({
    delete: {
      calls: [
        { service: "s3", operation: "DeleteBucket", input: owned(name, scope), settledBy: ["NoSuchBucket"] },
      ],
    },
  }),
});

const arnOf = (name: string, { partition }: Scope) => `arn:${partition}:s3:::${name}`;

const owned = (Bucket: string, { account: ExpectedBucketOwner }: Scope) => ({ Bucket, ExpectedBucketOwner });

function desired({ name, kmsKey, retentionDays }: BucketProps): BucketState {
  return {
    name,
    versioning: "Enabled",
    open: [],
    encryption:
      kmsKey === undefined
        ? { algorithm: "AES256", bucketKey: false }
        : { algorithm: "aws:kms", key: kmsKey, bucketKey: true },
    retention: retentionDays === undefined ? {} : { mode: "COMPLIANCE", days: retentionDays },
  };
}

/** Tags in the call itself: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html */
function createBucket({ name, retentionDays }: BucketProps, { region, tags }: Scope): Call {
  const LocationConstraint = region === "us-east-1" ? {} : { LocationConstraint: region };
  return {
    service: "s3",
    operation: "CreateBucket",
    input: {
      Bucket: name,
      CreateBucketConfiguration: { ...LocationConstraint, Tags: tagList(tags) },
      ObjectOwnership: "BucketOwnerEnforced",
      ...(retentionDays === undefined ? {} : { ObjectLockEnabledForBucket: true }),
    },
  };
}

/** Calls that bring a bucket's settings from what is to what is wanted. */
function settings(
  name: string,
  live: BucketState | undefined,
  want: BucketState,
  scope: Scope,
): readonly Call[] {
  const input = owned(name, scope);
  const call = (operation: string, more: JsonObject): Call => ({
    service: "s3",
    operation,
    input: { ...input, ...more },
  });
  const calls: Call[] = [];
  if (differs(live?.open, want.open)) {
    const block = Object.fromEntries(PUBLIC_ACCESS_SETTINGS.map((one) => [one, !want.open.includes(one)]));
    calls.push(call("PutPublicAccessBlock", { PublicAccessBlockConfiguration: block }));
  }
  if (live?.versioning !== want.versioning) {
    const Status = want.versioning === "Enabled" ? "Enabled" : "Suspended";
    calls.push(call("PutBucketVersioning", { VersioningConfiguration: { Status } }));
  }
  if (differs(live?.encryption, want.encryption)) calls.push(call("PutBucketEncryption", encrypting(want)));
  if (differs(live?.retention ?? {}, want.retention) && want.retention.days !== undefined) {
    const DefaultRetention = { Mode: want.retention.mode ?? "", Days: want.retention.days };
    calls.push(
      call("PutObjectLockConfiguration", {
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention } },
      }),
    );
  }
  return calls;
}

function encrypting({ encryption: { algorithm, key, bucketKey } }: BucketState): JsonObject {
  const defaults = {
    SSEAlgorithm: algorithm ?? "AES256",
    ...(key === undefined ? {} : { KMSMasterKeyID: key }),
  };
  const rule = { ApplyServerSideEncryptionByDefault: defaults, BucketKeyEnabled: bucketKey ?? false };
  return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
}

function retag(name: string, { owner }: Live<BucketState>, scope: Scope): readonly Call[] {
  return hasTags(owner, scope.tags) ? [] : [putTags(name, { ...owner, ...scope.tags }, scope)];
}

function putTags(name: string, tags: Readonly<Record<string, string>>, scope: Scope): Call {
  const input = { ...owned(name, scope), Tagging: { TagSet: tagList(tags) } };
  return { service: "s3", operation: "PutBucketTagging", input };
}

async function readBucket(
  { name }: BucketProps,
  scope: Scope,
  aws: Aws,
): Promise<Live<BucketState> | undefined> {
  const input = owned(name, scope);
  const versioning = await ifFound(aws.send("s3", "GetBucketVersioning", input));
  if (versioning === undefined) return undefined;
  const [block, encryption, lock, tags] = await Promise.all([
    ifFound(aws.send("s3", "GetPublicAccessBlock", input)),
    ifFound(aws.send("s3", "GetBucketEncryption", input)),
    ifFound(aws.send("s3", "GetObjectLockConfiguration", input)),
    ifFound(aws.send("s3", "GetBucketTagging", input)),
  ]);
  const access = block?.PublicAccessBlockConfiguration ?? {};
  const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0];
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  const retention = lock?.ObjectLockConfiguration?.Rule?.DefaultRetention;
  return {
    state: {
      name,
      versioning: versioning.Status ?? "",
      open: PUBLIC_ACCESS_SETTINGS.filter((setting) => access[setting] !== true),
      encryption: {
        ...(SSEAlgorithm === undefined ? {} : { algorithm: SSEAlgorithm }),
        ...(KMSMasterKeyID === undefined ? {} : { key: KMSMasterKeyID }),
        bucketKey: rule?.BucketKeyEnabled === true,
      },
      retention: retention === undefined ? {} : { mode: retention.Mode ?? "", days: retention.Days ?? 0 },
    },
    outputs: { name, arn: arnOf(name, scope) },
    owner: tagsOf(tags?.TagSet),
  };
}
