import { z } from "zod";
import { sha256Hex } from "../core/canonical.ts";
import { defineKind, type Permission } from "./kind.ts";
import { deleteObject, deleteSince } from "./s3/empty.ts";
import { claimObject, objectArn, putObject, readObject } from "./s3/object.ts";
import { bucketName, bucketOwner, text } from "./schema.ts";

const schema = z.strictObject({
  bucket: bucketName,
  key: text.max(1024),
  body: z.string().describe("Its content."),
  bucketOwner,
});

type ObjectProps = z.output<typeof schema>;
type ObjectState = { readonly bucket: string; readonly key: string; readonly sha256: string };

/** Metadata that says what the body was: with SSE-KMS the ETag does not. */
const DIGEST = "vendor-sha256";

const OBJECTS = "arn:${base.partition}:s3:::${base.bucket}/*";
const BUCKET = "arn:${base.partition}:s3:::${base.bucket}";

const permissions: readonly Permission[] = [
  { action: "s3:GetObject", resource: OBJECTS, verb: "read", reason: "See whether a canary is in place." },
  { action: "s3:GetObjectTagging", resource: OBJECTS, verb: "read", reason: "See whose a canary is." },
  {
    action: "s3:ListBucket",
    resource: BUCKET,
    verb: "read",
    reason: "Tell a missing canary from a refused one.",
  },
  {
    action: "s3:PutObject",
    resource: OBJECTS,
    verb: "create",
    reason: "Place canaries that the access test must not reach.",
  },
  {
    action: "s3:PutObjectTagging",
    resource: OBJECTS,
    verb: "create",
    reason: "Mark a canary as the test's own.",
  },
  {
    action: "s3:DeleteObjectTagging",
    resource: OBJECTS,
    verb: "update",
    reason: "Give back an object whose adoption did not get to its end.",
  },
  {
    action: "s3:ListBucketVersions",
    resource: BUCKET,
    verb: "remove",
    reason: "Find every version of a canary.",
  },
  {
    action: "s3:DeleteObjectVersion",
    resource: OBJECTS,
    verb: "remove",
    reason: "Take canaries away again.",
  },
];

/** One small object, such as a canary that stands for somebody else's file. */
export const s3Object = defineKind<ObjectProps, ObjectState>({
  name: "s3-object",
  title: "S3 object",
  schema,
  example: {
    bucket: "partner-files",
    key: "example-evil/canary.txt",
    body: "canary",
    bucketOwner: "123456789012",
  },
  permissions,
  outputs: { bucket: "The bucket.", key: "The key.", versionId: "The version that was written." },
  identify: (props, { partition }) => ({
    type: "AWS::S3::Object",
    name: `${props.bucket}/${props.key}`,
    arn: objectArn(partition, props),
  }),
  known: ({ bucket, key }) => ({ bucket, key }),
  desired: ({ bucket, key, body }) => ({ bucket, key, sha256: sha256Hex(body) }),
  async read(props, _scope, aws) {
    const found = await readObject(props, aws);
    if (found === undefined) return undefined;
    const { bucket, key } = props;
    return {
      state: { bucket, key, sha256: found.head.Metadata?.[DIGEST] ?? "unknown" },
      outputs: { bucket, key, versionId: found.head.VersionId ?? "null" },
      owner: found.owner,
    };
  },
  create: (props, { tags }) => ({
    calls: [put(props, tags)],
    outputs: { bucket: props.bucket, key: props.key },
  }),
  update: (props, live, { tags }) => ({
    calls: [put(props, { ...live.owner, ...tags })],
    outputs: { bucket: props.bucket, key: props.key },
  }),
  claim: (props, live, { tags }) => claimObject(props, live.owner, tags),
  // The bucket is versioned: without what was written since, the former version is the object again.
  restore: ({ bucket, key, bucketOwner }, before, now) =>
    now === undefined
      ? undefined
      : {
          calls: [],
          task: {
            name: "restore",
            input: { bucket, key, bucketOwner, versionId: before.outputs.versionId ?? "null" },
          },
        },
  remove: ({ bucket, key, bucketOwner }) => ({
    delete: { calls: [], task: { name: "delete", input: { bucket, key, bucketOwner } } },
  }),
  tasks: {
    delete: ({ bucket, key, bucketOwner }, context) =>
      deleteObject(
        { bucket: String(bucket), prefix: String(key), bucketOwner: String(bucketOwner) },
        context,
      ),
    restore: ({ bucket, key, bucketOwner, versionId }, context) =>
      deleteSince(
        { bucket: String(bucket), prefix: String(key), bucketOwner: String(bucketOwner) },
        String(versionId),
        context,
      ),
  },
});

function put(props: ObjectProps, tags: Readonly<Record<string, string>>) {
  const call = putObject(props, tags, { Body: props.body, Metadata: { [DIGEST]: sha256Hex(props.body) } });
  return { ...call, capture: { versionId: "VersionId" } };
}
