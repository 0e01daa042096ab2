import { z } from "zod";
import type { Call } from "../core/call.ts";
import type { Change } from "../core/plan.ts";
import { defineKind, type Folder, type Permission, type RemovalOptions, type Task } from "./kind.ts";
import { otherTags } from "./ownership.ts";
import { archiveFolder } from "./s3/archive.ts";
import { deleteObject, emptyFolder } from "./s3/empty.ts";
import { claimObject, objectArn, type Place, putObject, readObject, tagObject } from "./s3/object.ts";
import { bucketName, bucketOwner, text } from "./schema.ts";

const schema = z.strictObject({
  bucket: bucketName,
  prefix: z
    .string()
    .max(1024)
    .regex(/^[^/].*\/$/, "A prefix ends with a slash and does not begin with one.")
    .describe("The partner's folder."),
  kmsKey: text
    .exactOptional()
    .describe("ARN of the key that encrypts its marker; by default the bucket's own."),
  bucketOwner,
});

type PrefixProps = z.output<typeof schema>;
type PrefixState = { readonly bucket: string; readonly prefix: string; readonly kmsKey?: string };

const OBJECTS = "arn:${base.partition}:s3:::${base.bucket}/*";
const BUCKET = "arn:${base.partition}:s3:::${base.bucket}";
const VIA_S3 = { StringEquals: { "kms:ViaService": "s3.${base.region}.amazonaws.com" } };

const permissions: readonly Permission[] = [
  {
    action: "s3:GetObject",
    resource: OBJECTS,
    verb: "read",
    reason: "See whether a folder's marker exists; copy data to the archive.",
  },
  {
    action: "s3:GetObjectTagging",
    resource: OBJECTS,
    verb: "read",
    reason: "See whose a marker is; keep tags in the archive.",
  },
  {
    action: "s3:ListBucket",
    resource: BUCKET,
    verb: "read",
    reason: "Tell a missing object from a refused one; list what is archived.",
  },
  {
    action: "s3:PutObject",
    resource: OBJECTS,
    verb: "create",
    reason: "Place the marker that makes a folder the root of an SFTP user.",
  },
  {
    action: "s3:PutObjectTagging",
    resource: OBJECTS,
    verb: "create",
    reason: "Mark the folder as the partner's.",
  },
  {
    action: "s3:DeleteObjectTagging",
    resource: OBJECTS,
    verb: "update",
    reason: "Give back a folder whose adoption did not get to its end.",
  },
  {
    action: "kms:GenerateDataKey",
    resource: "${base.kmsKey}",
    verb: "create",
    reason: "Encrypt what is written to the bucket.",
    condition: VIA_S3,
  },
  {
    action: "kms:Decrypt",
    resource: "${base.kmsKey}",
    verb: "remove",
    reason: "Copy encrypted data to the archive.",
    condition: VIA_S3,
  },
  {
    action: "s3:ListBucketVersions",
    resource: BUCKET,
    verb: "remove",
    reason: "Find every version when a folder is emptied.",
  },
  {
    action: "s3:DeleteObjectVersion",
    resource: OBJECTS,
    verb: "remove",
    reason: "Delete the marker, and data where that was asked for.",
  },
  {
    action: "s3:ListBucketMultipartUploads",
    resource: BUCKET,
    verb: "remove",
    reason: "Find unfinished uploads when a folder is emptied.",
  },
  {
    action: "s3:AbortMultipartUpload",
    resource: OBJECTS,
    verb: "remove",
    reason: "End unfinished uploads when a folder is emptied.",
  },
];

/** A folder of the shared bucket: a zero-byte marker that carries the ownership tags, and the data beside it. */
export const s3Prefix = defineKind<PrefixProps, PrefixState>({
  name: "s3-prefix",
  title: "S3 folder",
  schema,
  example: {
    bucket: "partner-files",
    prefix: "example/",
    kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    bucketOwner: "123456789012",
  },
  permissions,
  outputs: { bucket: "The bucket.", prefix: "The folder, with its slash." },
  identify: (props, { partition }) => ({
    type: "AWS::S3::Object",
    name: `${props.bucket}/${props.prefix}`,
    arn: objectArn(partition, markerOf(props)),
  }),
  known: ({ bucket, prefix }) => ({ bucket, prefix }),
  desired: ({ bucket, prefix, kmsKey }) => ({ bucket, prefix, ...(kmsKey === undefined ? {} : { kmsKey }) }),
  async read(props, _scope, aws) {
    const found = await readObject(markerOf(props), aws);
    if (found === undefined) return undefined;
    const { bucket, prefix } = props;
    return {
      state: {
        bucket,
        prefix,
        ...(props.kmsKey === undefined ? {} : { kmsKey: found.head.SSEKMSKeyId ?? "none" }),
      },
      outputs: { bucket, prefix },
      owner: found.owner,
    };
  },
  create: (props, { tags }) => ({
    calls: [onlyIfAbsent(putMarker(props, tags))],
    outputs: { bucket: props.bucket, prefix: props.prefix },
  }),
  update: (props, live, { tags }) => ({
    calls: [
      live.state.kmsKey === props.kmsKey
        ? tagObject(markerOf(props), live.owner, tags)
        : putMarker(props, { ...live.owner, ...tags }),
    ],
    outputs: live.outputs,
  }),
  claim: (props, live, { tags }) => claimObject(markerOf(props), live.owner, tags),
  restore: (props, before, now) => {
    const { kmsKey } = before.state;
    const { kmsKey: _key, ...place } = props;
    const former = kmsKey === undefined || kmsKey === "none" ? place : { ...place, kmsKey };
    const call =
      now?.state.kmsKey === kmsKey && now !== undefined
        ? tagObject(markerOf(props), otherTags(now.owner), before.owner)
        : putMarker(former, before.owner);
    return { calls: [call], outputs: before.outputs };
  },
  remove: (props, _live, scope, options) => ({ delete: removal(props, scope.partner, options) }),
  folder: ({ bucket, bucketOwner, prefix }) => ({ bucket, bucketOwner, prefix }),
  tasks: {
    "delete-marker": (input, context) => deleteObject(folderOf(input), context),
    purge: (input, context) => emptyFolder(folderOf(input), context),
    archive: async (input, context) => {
      await archiveFolder(folderOf(input), String(input.archive), context);
      await emptyFolder(folderOf(input), context);
    },
  },
});

function markerOf({ bucket, prefix, bucketOwner }: PrefixProps): Place {
  return { bucket, key: prefix, bucketOwner };
}

function putMarker(props: PrefixProps, tags: Readonly<Record<string, string>>) {
  const { kmsKey } = props;
  const encryption = kmsKey === undefined ? {} : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKey };
  return putObject(markerOf(props), tags, { Body: "", ContentLength: 0, ...encryption });
}

/**
 * A marker that somebody has put meanwhile stays, and one whose answer was lost is not put twice:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function onlyIfAbsent(put: Call): Call {
  return { ...put, input: { ...put.input, IfNoneMatch: "*" } };
}

/**
 * What becomes of the data is always said by `data`: a roll-back takes back the marker that it made, and must not
 * touch files that were kept from before.
 */
function removal(props: PrefixProps, partner: string, { data }: RemovalOptions): Change {
  const { bucket, prefix, bucketOwner } = props;
  const folder = { bucket, prefix, bucketOwner };
  const task = (name: string, input = {}): Change => ({
    calls: [],
    task: { name, input: { ...folder, ...input } },
  });
  if (data === "purge") return task("purge");
  return data === "archive" ? task("archive", { archive: `archive/${partner}/` }) : task("delete-marker");
}

function folderOf(input: Parameters<Task>[0]): Folder {
  return {
    bucket: String(input.bucket),
    prefix: String(input.prefix),
    bucketOwner: String(input.bucketOwner),
  };
}
