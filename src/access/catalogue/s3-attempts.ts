import type { JsonObject } from "../../core/json.ts";
import type { Attempt } from "../../core/probe.ts";
import { awsAttempt, BODY, type Texts } from "./build.ts";
import { bareName, type Place, type Targets } from "./targets.ts";

/** An ETag that no object has: a copy under this condition is authorised and then not made. */
const NO_ETAG = '"00000000000000000000000000000000"';
/** MD5 of no bytes: S3 refuses a body with another digest, after it has authorised the call. */
const WRONG_MD5 = "1B2M2Y8AsgTpgAmY7PhCfQ==";
/** An upload that there is not. */
const NO_UPLOAD = "vendor-access-test-no-such-upload";

/** One attempt on an object, by its control. */
export interface ObjectProbe extends Texts {
  readonly id: string;
  readonly control: string;
  readonly attempt: Attempt;
}

const NOT_TO_READ = {
  control: "s3.own.get",
  reason: "Others' files, and what is known about them, are not the partner's to read.",
  covers: "read.own-only",
} as const;

const NOT_TO_WRITE = {
  control: "s3.own.put",
  reason: "Only the own prefix is the partner's to write.",
  covers: "write.own-only",
} as const;

const NOT_TO_DELETE = {
  control: "s3.own.delete",
  reason: "Only the own prefix is the partner's to delete from.",
  covers: "delete.own-only",
} as const;

const VERSIONS = {
  control: "s3.own.delete",
  reason: "Versions are what is left to restore from.",
  covers: "versions.kept",
} as const;

const NOT_ACCESS = {
  reason: "Who may reach an object is not the partner's to see or to say.",
  covers: "control.objects",
} as const;

/** `s3.get.…`: another's object, what is known of it, and its old versions. */
export function reads({ bucket }: Targets, { key, versionId }: Place, words: string): ObjectProbe[] {
  const read = (id: string, operation: string, title: string, input: JsonObject = {}): ObjectProbe => ({
    id,
    attempt: awsAttempt("s3", operation, { Bucket: bucket, Key: key, ...input }),
    title,
    ...NOT_TO_READ,
  });
  return [
    read("get", "GetObject", `get ${words} object`),
    read("head", "HeadObject", `look at ${words} object`),
    read("attributes", "GetObjectAttributes", `get the attributes of ${words} object`, {
      ObjectAttributes: ["ETag"],
    }),
    read("tagging", "GetObjectTagging", `get the tags of ${words} object`),
    { ...read("acl", "GetObjectAcl", `get the ACL of ${words} object`), ...NOT_ACCESS },
    ...(versionId
      ? [
          {
            ...read("get-version", "GetObject", `get a version of ${words} object`, { VersionId: versionId }),
            reason: "A version is read by a right of its own, which is granted to nobody.",
            covers: "versions.kept" as const,
          },
        ]
      : []),
  ];
}

/** `s3.put.…`: whatever stores something in another's place, or takes something out of it. */
export function writes(targets: Targets, place: Place, words: string): ObjectProbe[] {
  const { bucket, own } = targets;
  const write = (id: string, title: string, attempt: Attempt): ObjectProbe => ({
    id,
    attempt,
    title,
    ...NOT_TO_WRITE,
  });
  return [
    write("put", `overwrite ${words} object`, overwrite(bucket, place.key)),
    write("put-new", `put a new object into ${words} prefix`, putNothing(bucket, `${place.prefix}x`)),
    {
      ...write(
        "copy-from",
        `copy ${words} object into the own prefix`,
        copy(bucket, place.key, `${own.prefix}.vendor-copy`, { CopySourceIfMatch: NO_ETAG }),
      ),
      reason: "A copy reads its source.",
      covers: "read.own-only",
    },
    {
      ...write(
        "copy-to",
        `copy an own object over ${words}`,
        copy(bucket, own.key, place.key, { IfNoneMatch: "*" }),
      ),
      reason: "A copy writes its destination.",
    },
    ...tagging(targets, place.key).map((attempt) =>
      write("put-tagging", `put tags on ${words} object`, attempt),
    ),
    { ...write("put-acl", `put an ACL on ${words} object`, putAcl(bucket, place.key)), ...NOT_ACCESS },
  ];
}

/** `s3.delete.…`: keys, batches and versions of another's. */
export function deletes({ bucket, own }: Targets, place: Place, words: string): ObjectProbe[] {
  const absent = `${place.prefix}.vendor-probe-absent`;
  return [
    {
      id: "delete",
      attempt: awsAttempt("s3", "DeleteObject", { Bucket: bucket, Key: absent }),
      title: `delete in ${words} prefix`,
      ...NOT_TO_DELETE,
    },
    {
      id: "delete-batch",
      attempt: awsAttempt("s3", "DeleteObjects", { Bucket: bucket, Delete: { Objects: [{ Key: absent }] } }),
      title: `delete in ${words} prefix with a batch`,
      ...NOT_TO_DELETE,
    },
    ...(own.versionId
      ? [
          {
            id: "delete-version",
            attempt: deleteVersion(bucket, place.key, own.versionId),
            title: `delete a version of ${words} object`,
            ...VERSIONS,
          },
        ]
      : []),
  ];
}

/** `s3.multipart.…`: an upload in parts to another's key, from its beginning to its end. */
export function uploads({ bucket }: Targets, place: Place, words: string): ObjectProbe[] {
  const step = (id: string, operation: string, title: string, input: JsonObject = {}): ObjectProbe => ({
    id,
    attempt: awsAttempt("s3", operation, { Bucket: bucket, Key: place.key, UploadId: NO_UPLOAD, ...input }, [
      "NoSuchUpload",
    ]),
    title,
    control: "s3.own.put",
    reason: "An upload in parts is a write like any other.",
    covers: "uploads.own-only",
  });
  return [
    {
      ...step("multipart", "CreateMultipartUpload", `begin a multipart upload over ${words} object`),
      attempt: awsAttempt("s3", "CreateMultipartUpload", { Bucket: bucket, Key: place.key }),
    },
    step("multipart-part", "UploadPart", `add a part to ${words} upload`, { PartNumber: 1, Body: BODY }),
    step("multipart-parts", "ListParts", `list the parts of ${words} upload`),
    step("multipart-abort", "AbortMultipartUpload", `abort ${words} upload`),
  ];
}

/** The bucket's root, which is nobody's prefix. */
export function atRoot({ bucket, own, rootKey }: Targets): ObjectProbe[] {
  const bare = bareName(own);
  return [
    {
      id: "get.root",
      attempt: awsAttempt("s3", "GetObject", { Bucket: bucket, Key: rootKey }),
      title: "get an object at the bucket's root",
      ...NOT_TO_READ,
      reason: "The root is nobody's prefix.",
    },
    {
      id: "put.bare-name",
      attempt: putNothing(bucket, bare),
      title: `put the key "${bare}"`,
      ...NOT_TO_WRITE,
      reason: "A grant on the name without its slash would reach names that begin alike.",
    },
  ];
}

/** What nobody needs to do with an own object: what belongs to it beside its content, and unfinished uploads to it. */
export function needlessOnOwn(
  targets: Targets,
): readonly (readonly [id: string, title: string, attempt: Attempt])[] {
  const { bucket, own } = targets;
  const object = { Bucket: bucket, Key: own.key };
  const upload = (operation: string) =>
    awsAttempt("s3", operation, { ...object, UploadId: NO_UPLOAD }, ["NoSuchUpload"]);
  return [
    ["acl", "get the ACL of an own object", awsAttempt("s3", "GetObjectAcl", object)],
    ["put-acl", "put an ACL on an own object", putAcl(bucket, own.key)],
    ["tagging", "get the tags of an own object", awsAttempt("s3", "GetObjectTagging", object)],
    ...tagging(targets, own.key).map(
      (attempt) => ["put-tagging", "put tags on an own object", attempt] as const,
    ),
    ["multipart-parts", "list the parts of an own upload", upload("ListParts")],
    ["multipart-abort", "abort an own upload", upload("AbortMultipartUpload")],
  ];
}

/** What the partner may not even do with its own objects: it reads, writes and deletes them, and nothing else. */
export function ownBeyond(targets: Targets): ObjectProbe[] {
  const { bucket, own, lookalike } = targets;
  const object = { Bucket: bucket, Key: own.key };
  const beyond = (id: string, title: string, attempt: Attempt): ObjectProbe => ({
    id: `${id}.own`,
    attempt,
    title,
    control: "s3.own.get",
    reason: "Not needed, so not granted.",
    covers: "control.objects",
  });
  return [
    ...needlessOnOwn(targets).map(([id, title, attempt]) => beyond(id, title, attempt)),
    ...(own.versionId && lookalike.versionId
      ? [
          {
            ...beyond(
              "get-version",
              "get a version of an own object",
              awsAttempt("s3", "GetObject", { ...object, VersionId: own.versionId }),
            ),
            ...VERSIONS,
          },
          {
            ...beyond(
              "delete-version",
              "delete a version of an own object",
              deleteVersion(bucket, own.key, lookalike.versionId),
            ),
            ...VERSIONS,
          },
        ]
      : []),
  ];
}

function overwrite(bucket: string, key: string): Attempt {
  const input = { Bucket: bucket, Key: key, Body: BODY, IfNoneMatch: "*" };
  return awsAttempt("s3", "PutObject", input, ["PreconditionFailed"]);
}

function putNothing(bucket: string, key: string): Attempt {
  const input = { Bucket: bucket, Key: key, Body: BODY, ContentMD5: WRONG_MD5 };
  return awsAttempt("s3", "PutObject", input, ["BadDigest"]);
}

/** Tags are left behind: to copy them takes rights of their own, whose lack would hide that the object itself can be copied. */
function copy(bucket: string, from: string, to: string, condition: JsonObject): Attempt {
  const input = {
    Bucket: bucket,
    Key: to,
    CopySource: source(bucket, from),
    TaggingDirective: "REPLACE",
    ...condition,
  };
  return awsAttempt("s3", "CopyObject", input, ["PreconditionFailed"]);
}

function deleteVersion(bucket: string, key: string, versionOfAnother: string): Attempt {
  const input = { Bucket: bucket, Key: key, VersionId: versionOfAnother };
  return awsAttempt("s3", "DeleteObject", input, ["NoSuchVersion"]);
}

function putAcl(bucket: string, key: string): Attempt {
  const input = { Bucket: bucket, Key: key, ACL: "private" };
  return awsAttempt("s3", "PutObjectAcl", input, ["AccessControlListNotSupported"]);
}

/** None where the canaries' tags are not known. */
function tagging({ bucket, tags }: Targets, key: string): Attempt[] {
  if (tags === undefined) return [];
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return [awsAttempt("s3", "PutObjectTagging", { Bucket: bucket, Key: key, Tagging: { TagSet } })];
}

/** `x-amz-copy-source`: bucket and key, URL-encoded but for the slashes. */
function source(bucket: string, key: string): string {
  return `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}
