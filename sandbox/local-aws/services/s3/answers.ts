import { checksumHeader } from "./checksum.ts";
import { encryptionHeaders } from "./encryption.ts";
import { httpDate } from "./read.ts";
import type { Checksum, ObjectVersionRecord } from "./records.ts";
import type { XmlNode } from "./xml.ts";

/** `x-amz-version-id`, where the object has one. */
export function versionHeader(record: Pick<ObjectVersionRecord, "versionId">): Record<string, string> {
  return record.versionId === "null" ? {} : { "x-amz-version-id": record.versionId };
}

/** Headers of GET and HEAD answers that describe an object. */
export function objectHeaders(record: ObjectVersionRecord): Record<string, string> {
  const metadata = Object.entries(record.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const tagCount = Object.keys(record.tags).length;
  return {
    ...record.headers,
    ...Object.fromEntries(metadata),
    ...encryptionHeaders(record.encryption),
    ...versionHeader(record),
    ...(tagCount === 0 ? {} : { "x-amz-tagging-count": String(tagCount) }),
    etag: `"${record.etag}"`,
    "last-modified": httpDate(record.modifiedAt),
    "accept-ranges": "bytes",
  };
}

/** Headers of a write's answer. */
export function writtenHeaders(record: ObjectVersionRecord): Record<string, string> {
  return {
    etag: `"${record.etag}"`,
    ...encryptionHeaders(record.encryption),
    ...versionHeader(record),
    ...checksumHeaders(record.checksum),
  };
}

/** A checksum as headers; none for none. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };
}

/** A checksum as XML members; none for none. */
export function checksumMembers(checksum: Checksum | undefined): XmlNode {
  if (checksum === undefined) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}
