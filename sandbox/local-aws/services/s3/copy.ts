import { AwsFault } from "../../fault.ts";
import type { BucketRecord } from "../../tables.ts";
import { dropSegments, linkSegments, streamBody } from "./bodies.ts";
import { checkCopySource, type ReadConditions } from "./conditions.ts";
import { UNDECLARED } from "./integrity.ts";
import { type ObjectAddress, openObject } from "./read.ts";
import type { ChecksumAlgorithm, ObjectVersionRecord } from "./records.ts";
import type { Scope } from "./scope.ts";
import {
  authorizeWrite,
  commitVersion,
  receiveBody,
  type VersionContent,
  type WriteRequest,
} from "./write.ts";

/** Where a copy comes from. */
export interface CopySource extends ObjectAddress {
  readonly bucket: BucketRecord;
  readonly conditions: ReadConditions;
}

/** Where a copy goes to, and what it takes along. */
interface CopyTarget {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly request: WriteRequest;
  /** Keep the source's attributes instead of the request's. */
  readonly keepAttributes: boolean;
  readonly keepTags: boolean;
  /** Checksum to make; default the source's. */
  readonly algorithm?: ChecksumAlgorithm;
}

/** A finished copy. */
interface Copied {
  readonly source: ObjectVersionRecord;
  readonly record: ObjectVersionRecord;
}

/**
 * Copies an object: GetObject on the source and PutObject on the target, with the KMS keys of both.
 * @throws AwsFault as reading and writing do; InvalidRequest for a copy of an object to itself that changes nothing
 */
export async function copyObject(scope: Scope, from: CopySource, to: CopyTarget): Promise<Copied> {
  const source = openObject(scope, from.bucket, from);
  const tags = to.keepTags ? source.tags : to.request.tags;
  const encryption = authorizeWrite(scope, to.bucket, to.key, { ...to.request, tags }, "write");
  // Both ends are authorised before any condition is looked at, or a refusal would tell what the caller may not see.
  checkCopySource(from.conditions, source);
  if (changesNothing(from, to)) {
    throw new AwsFault(
      "InvalidRequest",
      400,
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const attributes = to.keepAttributes ? source : to.request.attributes;
  const content: VersionContent = {
    headers: attributes.headers,
    metadata: attributes.metadata,
    tags,
    encryption,
    ...(await duplicate(scope, source, to.algorithm ?? source.checksum?.algorithm)),
  };
  try {
    const record = commitVersion(scope, to.bucket.name, to.key, to.request.conditions, content);
    return { source, record };
  } catch (error) {
    dropSegments(scope.world, content.segments);
    throw error;
  }
}

function changesNothing(from: CopySource, to: CopyTarget): boolean {
  const same = from.bucket.name === to.bucket.name && from.key === to.key && from.versionId === undefined;
  return same && to.keepAttributes && to.keepTags && to.request.encryption.algorithm === undefined;
}

/** The source's bytes under new names. What was uploaded in parts becomes one piece, with a plain ETag, as on AWS. */
async function duplicate(
  scope: Scope,
  source: ObjectVersionRecord,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Pick<VersionContent, "segments" | "etag" | "checksum">> {
  const { checksum } = source;
  if (source.segments.length <= 1 && !source.etag.includes("-") && checksum?.algorithm === algorithm) {
    const segments = await linkSegments(scope.world, source.segments);
    return { segments, etag: source.etag, ...(checksum === undefined ? {} : { checksum }) };
  }
  const integrity = algorithm === undefined ? UNDECLARED : { ...UNDECLARED, algorithm };
  const body = streamBody(scope.world, source.segments, 0, source.size - 1);
  const { stored, checksum: made } = await receiveBody(scope, body, integrity);
  return {
    segments: [stored.segment],
    etag: stored.md5.toString("hex"),
    ...(made === undefined ? {} : { checksum: made }),
  };
}
