import { AwsFault } from "../../fault.ts";
import { noSuchKey, notImplemented, preconditionFailed, S3Fault } from "./fault.ts";
import type { ObjectVersionRecord } from "./records.ts";

/** Conditions of a read; dates in epoch milliseconds. */
export interface ReadConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSince?: number;
  readonly ifUnmodifiedSince?: number;
}

/** Conditions of a write or a delete. */
export interface WriteConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

function matches(header: string, etag: string): boolean {
  return header.split(",").some((part) => {
    const tag = part.trim().replace(/^W\//, "").replace(/^"|"$/g, "");
    return tag === "*" || tag === etag;
  });
}

/** S3's Last-Modified has whole seconds. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/**
 * Checks the conditions of a read. A matching If-Match outranks If-Unmodified-Since, a failing If-None-Match If-Modified-Since.
 * @throws AwsFault 412; 304 where the reader's copy is still good
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function checkRead(conditions: ReadConditions, object: ObjectVersionRecord): void {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  const modified = wholeSeconds(object.modifiedAt);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (ifUnmodifiedSince !== undefined && modified > ifUnmodifiedSince) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const unchanged =
    ifNoneMatch === undefined
      ? ifModifiedSince !== undefined && modified <= ifModifiedSince
      : matches(ifNoneMatch, object.etag);
  if (unchanged) {
    throw new S3Fault("NotModified", 304, "Not Modified", {}, { etag: `"${object.etag}"` });
  }
}

/** Like {@link checkRead} for the source of a copy, where every failure is a 412. */
export function checkCopySource(conditions: ReadConditions, object: ObjectVersionRecord): void {
  try {
    checkRead(conditions, object);
  } catch (error) {
    if (error instanceof AwsFault && error.status === 304) throw preconditionFailed("x-amz-copy-source-If-");
    throw error;
  }
}

/**
 * Checks the conditions of a write against what is there.
 * @throws AwsFault PreconditionFailed 412; NoSuchKey 404 for If-Match on nothing; NotImplemented for If-None-Match other than `*`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWrite(
  conditions: WriteConditions,
  key: string,
  current: ObjectVersionRecord | undefined,
): void {
  const there = current?.deleteMarker === true ? undefined : current;
  if (conditions.ifNoneMatch !== undefined) {
    if (conditions.ifNoneMatch.trim() !== "*") {
      throw notImplemented("If-None-Match with another value than *", { Header: "If-None-Match" });
    }
    if (there !== undefined) throw preconditionFailed("If-None-Match");
  }
  if (conditions.ifMatch !== undefined) {
    if (there === undefined) throw noSuchKey(key);
    if (!matches(conditions.ifMatch, there.etag)) throw preconditionFailed("If-Match");
  }
}
