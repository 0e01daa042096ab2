import type { Readable } from "node:stream";
import { AwsFault } from "../../fault.ts";
import type { BucketRecord } from "../../tables.ts";
import { dropSegments, type StoredBody, sizeOf, storeBody } from "./bodies.ts";
import { catalogOf } from "./catalog.ts";
import { checkWrite, type WriteConditions } from "./conditions.ts";
import { type EncryptionRequest, resolveEncryption, useKey } from "./encryption.ts";
import { checksumOf, type Integrity, toCompute } from "./integrity.ts";
import type {
  Checksum,
  ObjectAttributes,
  ObjectEncryption,
  ObjectVersionRecord,
  Segment,
} from "./records.ts";
import { authorize, type Scope } from "./scope.ts";
import { requestTagContext } from "./tags.ts";

/** S3 takes no more bytes in one PUT. */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** What a writer declares about a new object; nothing is required. */
export interface WriteRequest {
  readonly attributes: ObjectAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: EncryptionRequest;
  readonly conditions: WriteConditions;
  /** A canned ACL: needs a permission of its own. */
  readonly acl?: string;
  /** Condition keys of the request's headers, e.g. `s3:x-amz-server-side-encryption`. */
  readonly context: Readonly<Record<string, string>>;
}

/** A write without any wishes: what the SFTP endpoint sends. */
export const PLAIN_WRITE: WriteRequest = {
  attributes: { headers: { "content-type": "application/octet-stream" }, metadata: {} },
  tags: {},
  encryption: {},
  conditions: {},
  context: {},
};

/** Content of a new version. */
export interface VersionContent extends ObjectAttributes {
  readonly etag: string;
  readonly segments: readonly Segment[];
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: ObjectEncryption;
  readonly checksum?: Checksum;
  readonly partChecksums?: readonly string[];
}

/**
 * Authorises a write of `key`: the object, its tags and ACL, then the KMS key.
 * @returns how the object will be encrypted
 * @throws AwsFault AccessDenied; KeyTooLongError; PreconditionFailed
 */
export function authorizeWrite(
  scope: Scope,
  bucket: BucketRecord,
  key: string,
  request: WriteRequest,
  purpose: "write" | "upload",
): ObjectEncryption {
  if (Buffer.byteLength(key) > 1024) {
    throw new AwsFault("KeyTooLongError", 400, "Your key is too long", {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: "1024",
    });
  }
  const encryption = resolveEncryption(scope, bucket, request.encryption);
  const context = { ...writeContext(request, encryption), ...requestTagContext(request.tags) };
  authorize(scope, bucket, { action: "s3:PutObject", key, context });
  if (Object.keys(request.tags).length > 0)
    authorize(scope, bucket, { action: "s3:PutObjectTagging", key, context });
  if (request.acl !== undefined) authorize(scope, bucket, { action: "s3:PutObjectAcl", key, context });
  if (request.conditions.ifMatch !== undefined) authorize(scope, bucket, { action: "s3:GetObject", key });
  checkWrite(request.conditions, key, catalogOf(scope.world).current(bucket.name, key));
  useKey(scope, { bucket: bucket.name, key }, encryption, purpose);
  return encryption;
}

/** The request's own keys; a KMS key that the request names is compared by its ARN. */
function writeContext(request: WriteRequest, encryption: ObjectEncryption): Record<string, string> {
  const named = request.encryption.keyId !== undefined && encryption.keyArn !== undefined;
  return {
    ...request.context,
    ...(request.acl === undefined ? {} : { "s3:x-amz-acl": request.acl }),
    ...(request.encryption.algorithm === undefined
      ? {}
      : { "s3:x-amz-server-side-encryption": request.encryption.algorithm }),
    ...(named ? { "s3:x-amz-server-side-encryption-aws-kms-key-id": encryption.keyArn ?? "" } : {}),
  };
}

/**
 * Writes an object from a stream. KMS is asked before a byte is read, conditions before and after.
 * @throws AwsFault what {@link authorizeWrite} throws; BadDigest
 */
export async function writeObject(
  scope: Scope,
  bucket: BucketRecord,
  key: string,
  request: WriteRequest,
  source: { readonly body: Readable; readonly integrity: Integrity },
): Promise<ObjectVersionRecord> {
  const encryption = authorizeWrite(scope, bucket, key, request, "write");
  const { stored, checksum } = await receiveBody(scope, source.body, source.integrity);
  try {
    return commitVersion(scope, bucket.name, key, request.conditions, {
      ...request.attributes,
      etag: stored.md5.toString("hex"),
      segments: [stored.segment],
      tags: request.tags,
      encryption,
      ...(checksum === undefined ? {} : { checksum }),
    });
  } catch (error) {
    dropSegments(scope.world, [stored.segment]);
    throw error;
  }
}

/** Streams a body to disk and holds it against what its sender declared. @throws AwsFault BadDigest */
export async function receiveBody(
  scope: Scope,
  body: Readable,
  integrity: Integrity,
): Promise<{ readonly stored: StoredBody; readonly checksum?: Checksum }> {
  const stored = await storeBody(scope.world, body, toCompute(integrity));
  try {
    const checksum = checksumOf(stored, integrity);
    return checksum === undefined ? { stored } : { stored, checksum };
  } catch (error) {
    dropSegments(scope.world, [stored.segment]);
    throw error;
  }
}

/** Makes new content the current version: one durable record, after which a replaced body goes. */
export function commitVersion(
  scope: Scope,
  bucket: string,
  key: string,
  conditions: WriteConditions,
  content: VersionContent,
): ObjectVersionRecord {
  const catalog = catalogOf(scope.world);
  checkWrite(conditions, key, catalog.current(bucket, key));
  const record: ObjectVersionRecord = {
    ...content,
    bucket,
    key,
    versionId: nextVersionId(scope, bucket),
    sequence: catalog.nextSequence(),
    modifiedAt: scope.world.clock.now(),
    deleteMarker: false,
    size: sizeOf(content.segments),
    ...retained(scope, bucket),
  };
  const replaced = catalog.put(record);
  if (replaced !== undefined) dropSegments(scope.world, replaced.segments);
  return record;
}

const DAY_MS = 86_400_000;

/** Until when a new version is kept, by the bucket's default retention. */
function retained(scope: Scope, bucket: string): Pick<ObjectVersionRecord, "retainedUntil"> {
  const retention = scope.world.table("s3.buckets").get(bucket)?.objectLock?.retention;
  return retention === undefined ? {} : { retainedUntil: scope.world.clock.now() + retention.days * DAY_MS };
}

/** Version id of the next write: `null` unless the bucket is versioned now. */
export function nextVersionId(scope: Scope, bucket: string): string {
  const versioning = scope.world.table("s3.buckets").get(bucket)?.versioning;
  return versioning === "Enabled" ? scope.world.id("", 32) : "null";
}
