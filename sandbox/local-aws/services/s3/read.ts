import { AwsFault } from "../../fault.ts";
import type { BucketRecord } from "../../tables.ts";
import { catalogOf } from "./catalog.ts";
import { useKey } from "./encryption.ts";
import { accessDenied, methodNotAllowed, noSuchKey } from "./fault.ts";
import type { ObjectVersionRecord } from "./records.ts";
import { allows, authorize, type S3Ask, type Scope } from "./scope.ts";

/** Which object, and at which version where not the current one. */
export interface ObjectAddress {
  readonly key: string;
  readonly versionId?: string;
}

/** A permission that has a twin for calls that name a version: `s3:GetObject`, `s3:GetObjectVersion`. */
interface VersionedAction {
  readonly current: string;
  readonly version: string;
}

/** Actions of the operations on one object. */
export const OBJECT_ACTIONS = {
  read: { current: "s3:GetObject", version: "s3:GetObjectVersion" },
  attributes: { current: "s3:GetObjectAttributes", version: "s3:GetObjectVersionAttributes" },
  acl: { current: "s3:GetObjectAcl", version: "s3:GetObjectVersionAcl" },
  putAcl: { current: "s3:PutObjectAcl", version: "s3:PutObjectVersionAcl" },
  tags: { current: "s3:GetObjectTagging", version: "s3:GetObjectVersionTagging" },
  putTags: { current: "s3:PutObjectTagging", version: "s3:PutObjectVersionTagging" },
  deleteTags: { current: "s3:DeleteObjectTagging", version: "s3:DeleteObjectVersionTagging" },
} as const satisfies Record<string, VersionedAction>;

/** The question that an operation on one object asks, with the tags of what is there. */
export function objectAsk(
  bucket: BucketRecord,
  scope: Scope,
  at: ObjectAddress,
  action: VersionedAction,
): S3Ask {
  const record = stored(scope, bucket, at);
  const tags = Object.entries(record?.tags ?? {}).map(([name, value]) => [
    `s3:ExistingObjectTag/${name}`,
    value,
  ]);
  const version = at.versionId === undefined ? {} : { "s3:VersionId": at.versionId };
  return {
    action: at.versionId === undefined ? action.current : action.version,
    key: at.key,
    context: { ...Object.fromEntries(tags), ...version },
  };
}

function stored(scope: Scope, bucket: BucketRecord, at: ObjectAddress): ObjectVersionRecord | undefined {
  const catalog = catalogOf(scope.world);
  if (at.versionId === undefined) return catalog.current(bucket.name, at.key);
  return catalog.versions(bucket.name, at.key).find(({ versionId }) => versionId === at.versionId);
}

/**
 * Finds an object after authorising the caller for `actions`.
 * @throws AwsFault AccessDenied, also for a missing key where the caller may not list the bucket; NoSuchKey; NoSuchVersion;
 * MethodNotAllowed for the version of a delete marker
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function findObject(
  scope: Scope,
  bucket: BucketRecord,
  at: ObjectAddress,
  actions: readonly VersionedAction[],
): ObjectVersionRecord {
  for (const action of actions) authorize(scope, bucket, objectAsk(bucket, scope, at, action));
  const record = stored(scope, bucket, at);
  if (record !== undefined && !record.deleteMarker) return record;
  const action = at.versionId === undefined ? "s3:ListBucket" : "s3:ListBucketVersions";
  if (!allows(scope, bucket, { action })) throw accessDenied();
  if (record === undefined) throw at.versionId === undefined ? noSuchKey(at.key) : noSuchVersion(at);
  const marker = { "x-amz-delete-marker": "true", "x-amz-version-id": record.versionId };
  if (at.versionId === undefined) throw noSuchKey(at.key, marker);
  const modified = { "last-modified": httpDate(record.modifiedAt) };
  throw methodNotAllowed("GET", { ...marker, ...modified, allow: "DELETE" });
}

/** Like {@link findObject} for its content: KMS is asked as well. */
export function openObject(scope: Scope, bucket: BucketRecord, at: ObjectAddress): ObjectVersionRecord {
  const record = findObject(scope, bucket, at, [OBJECT_ACTIONS.read]);
  useKey(scope, { bucket: bucket.name, key: at.key }, record.encryption, "read");
  return record;
}

function noSuchVersion(at: ObjectAddress): AwsFault {
  return new AwsFault("NoSuchVersion", 404, "The specified version does not exist.", {
    Key: at.key,
    VersionId: at.versionId ?? "",
  });
}

/** A time as HTTP headers write it. */
export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}
