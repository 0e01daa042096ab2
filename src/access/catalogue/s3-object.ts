import type { Attempt, Probe } from "../../core/probe.ts";
import { awsAttempt, denied, type Texts } from "./build.ts";
import { bareName, type Place, type Targets, victims } from "./targets.ts";

/** An ETag that no object has: a copy under this condition is authorised and then not made. */
const NO_ETAG = '"00000000000000000000000000000000"';
/** MD5 of no bytes: S3 refuses a body with another digest, after it has authorised the call. */
const WRONG_MD5 = "1B2M2Y8AsgTpgAmY7PhCfQ==";
const BODY = "vendor access test";

interface ObjectProbe extends Texts {
  readonly id: string;
  readonly control: string;
  readonly attempt: Attempt;
}

/**
 * Reads and writes of others' objects, as the partner's role. None does harm if it is wrongly allowed:
 * - puts carry `If-None-Match: *` on a key that exists, or a digest that does not match (nothing is stored);
 * - copies carry a condition that does not hold, on the side that is another's (nothing is copied);
 * - deletes name a key that nobody has, or a version that the key does not have;
 * - a multipart upload is begun without a part, on a canary's key (nothing is stored).
 *
 * S3 authorises a request before it looks at conditions, so their errors show that it was allowed:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export function s3Object(targets: Targets): Probe[] {
  const { session } = targets.actors;
  if (!session) return [];
  const perVictim = victims(targets).flatMap(({ id, words, place }) =>
    [
      ...reads(targets, place, words),
      ...writes(targets, place, words),
      ...deletes(targets, place, words),
    ].map((probe) => ({
      ...probe,
      id: `${probe.id}.${id}`,
    })),
  );
  return [...perVictim, ...atRoot(targets)].map(({ id, control, attempt, title, reason }) =>
    denied({ group: "s3-object", actor: session }, `s3.${id}`, control, attempt, { title, reason }),
  );
}

function reads({ bucket }: Targets, { key, versionId }: Place, words: string): ObjectProbe[] {
  const object = { Bucket: bucket, Key: key };
  const read = (id: string, operation: string, title: string, input = {}): ObjectProbe => ({
    id,
    control: "s3.own.get",
    attempt: awsAttempt("s3", operation, { ...object, ...input }),
    title,
    reason: "Others' files, and what is known about them, are not the partner's to read.",
  });
  return [
    read("get", "GetObject", `get ${words} object`),
    read("head", "HeadObject", `look at ${words} object`),
    read("attributes", "GetObjectAttributes", `get the attributes of ${words} object`, {
      ObjectAttributes: ["ETag"],
    }),
    read("tagging", "GetObjectTagging", `get the tags of ${words} object`),
    read("acl", "GetObjectAcl", `get the ACL of ${words} object`),
    ...(versionId
      ? [read("get-version", "GetObject", `get a version of ${words} object`, { VersionId: versionId })]
      : []),
  ];
}

function writes({ bucket, own }: Targets, place: Place, words: string): ObjectProbe[] {
  const control = "s3.own.put";
  return [
    {
      id: "put",
      control,
      attempt: awsAttempt(
        "s3",
        "PutObject",
        { Bucket: bucket, Key: place.key, Body: BODY, IfNoneMatch: "*" },
        ["PreconditionFailed"],
      ),
      title: `overwrite ${words} object`,
      reason: "Only the own prefix is the partner's to write.",
    },
    {
      id: "put-new",
      control,
      attempt: awsAttempt(
        "s3",
        "PutObject",
        { Bucket: bucket, Key: `${place.prefix}x`, Body: BODY, ContentMD5: WRONG_MD5 },
        ["BadDigest"],
      ),
      title: `put a new object into ${words} prefix`,
      reason: "Only the own prefix is the partner's to write.",
    },
    {
      id: "copy-from",
      control,
      attempt: awsAttempt(
        "s3",
        "CopyObject",
        {
          Bucket: bucket,
          Key: `${own.prefix}.vendor-copy`,
          CopySource: source(bucket, place.key),
          CopySourceIfMatch: NO_ETAG,
        },
        ["PreconditionFailed"],
      ),
      title: `copy ${words} object into the own prefix`,
      reason: "A copy reads its source.",
    },
    {
      id: "copy-to",
      control,
      attempt: awsAttempt(
        "s3",
        "CopyObject",
        { Bucket: bucket, Key: place.key, CopySource: source(bucket, own.key), IfNoneMatch: "*" },
        ["PreconditionFailed"],
      ),
      title: `copy an own object over ${words}`,
      reason: "A copy writes its destination.",
    },
    {
      id: "multipart",
      control,
      attempt: awsAttempt("s3", "CreateMultipartUpload", { Bucket: bucket, Key: place.key }),
      title: `begin a multipart upload over ${words} object`,
      reason: "An upload in parts is a write like any other.",
    },
  ];
}

function deletes({ bucket, own }: Targets, place: Place, words: string): ObjectProbe[] {
  const control = "s3.own.delete";
  const absent = `${place.prefix}.vendor-probe-absent`;
  const reason = "Only the own prefix is the partner's to delete from.";
  const version: ObjectProbe[] = own.versionId
    ? [
        {
          id: "delete-version",
          control,
          attempt: awsAttempt(
            "s3",
            "DeleteObject",
            { Bucket: bucket, Key: place.key, VersionId: own.versionId },
            ["NoSuchVersion"],
          ),
          title: `delete a version of ${words} object`,
          reason: "Versions are what is left to restore from.",
        },
      ]
    : [];
  return [
    {
      id: "delete",
      control,
      attempt: awsAttempt("s3", "DeleteObject", { Bucket: bucket, Key: absent }),
      title: `delete in ${words} prefix`,
      reason,
    },
    {
      id: "delete-batch",
      control,
      attempt: awsAttempt("s3", "DeleteObjects", { Bucket: bucket, Delete: { Objects: [{ Key: absent }] } }),
      title: `delete in ${words} prefix with a batch`,
      reason,
    },
    ...version,
  ];
}

function atRoot({ bucket, own, rootKey }: Targets): ObjectProbe[] {
  const bare = bareName(own);
  return [
    {
      id: "get.root",
      control: "s3.own.get",
      attempt: awsAttempt("s3", "GetObject", { Bucket: bucket, Key: rootKey }),
      title: "get an object at the bucket's root",
      reason: "The root is nobody's prefix.",
    },
    {
      id: "put.bare-name",
      control: "s3.own.put",
      attempt: awsAttempt(
        "s3",
        "PutObject",
        { Bucket: bucket, Key: bare, Body: BODY, ContentMD5: WRONG_MD5 },
        ["BadDigest"],
      ),
      title: `put the key "${bare}"`,
      reason: "A grant on the name without its slash would reach names that begin alike.",
    },
  ];
}

/** `x-amz-copy-source`: bucket and key, URL-encoded but for the slashes. */
function source(bucket: string, key: string): string {
  return `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}
