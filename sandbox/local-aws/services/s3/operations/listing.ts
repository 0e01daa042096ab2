import { invalidArgument } from "../fault.ts";
import { type ListRequest, listObjects, listVersions, MAX_KEYS } from "../list.ts";
import { integerOf, isoTime, keyEncoder, ownerOf } from "../parameters.ts";
import type { ObjectVersionRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { bucketOf } from "../scope.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

const OPTIONAL_HEADERS = ["x-amz-optional-object-attributes"];

function listRequest(request: S3Request): ListRequest {
  const prefix = request.query("prefix");
  const delimiter = request.query("delimiter");
  const maxKeys = integerOf(request, "max-keys", { least: 0, most: 2 ** 31 - 1 });
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(maxKeys === undefined ? {} : { maxKeys }),
  };
}

type Encode = (text: string) => string;

function encoded(value: string | undefined, encode: Encode): string | undefined {
  return value === undefined ? undefined : encode(value);
}

function prefixes(names: readonly string[], encode: Encode): XmlNode[] {
  return names.map((name) => ({ Prefix: encode(name) }));
}

function contents(record: ObjectVersionRecord, encode: Encode, owner: XmlNode | undefined): XmlNode {
  return {
    Key: encode(record.key),
    LastModified: isoTime(record.modifiedAt),
    ETag: `"${record.etag}"`,
    ...checksumMembers(record),
    Size: record.size,
    Owner: owner,
    StorageClass: "STANDARD",
  };
}

function checksumMembers({ checksum }: ObjectVersionRecord): XmlNode {
  if (checksum === undefined) return {};
  return { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type };
}

/** ListObjects, version 1. */
export const listObjectsV1: S3Operation = {
  name: "ListObjects",
  method: "GET",
  target: "bucket",
  query: ["prefix", "delimiter", "marker", "max-keys", "encoding-type"],
  headers: OPTIONAL_HEADERS,
  readOnly: true,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const encode = keyEncoder(request);
    const asked = listRequest(request);
    const page = listObjects(request.scope, bucket, { ...asked, after: request.query("marker") ?? "" });
    return xmlResponse("ListBucketResult", {
      Name: bucket.name,
      Prefix: encode(asked.prefix ?? ""),
      Marker: encode(request.query("marker") ?? ""),
      // AWS names the next marker only with a delimiter; without, it is the last key.
      NextMarker: asked.delimiter === undefined ? undefined : encoded(page.next, encode),
      MaxKeys: Math.min(asked.maxKeys ?? MAX_KEYS, MAX_KEYS),
      Delimiter: encoded(asked.delimiter, encode),
      EncodingType: request.query("encoding-type"),
      IsTruncated: page.next !== undefined,
      Contents: page.objects.map((record) => contents(record, encode, ownerOf(bucket.account))),
      CommonPrefixes: prefixes(page.commonPrefixes, encode),
    });
  },
};

/** ListObjectsV2; CloudTrail calls it ListObjects too. */
export const listObjectsV2: S3Operation = {
  name: "ListObjects",
  method: "GET",
  target: "bucket",
  marks: { query: ["list-type"] },
  query: [
    "prefix",
    "delimiter",
    "start-after",
    "continuation-token",
    "max-keys",
    "encoding-type",
    "fetch-owner",
  ],
  headers: OPTIONAL_HEADERS,
  readOnly: true,
  data: true,
  handle(request) {
    const type = request.query("list-type") ?? "";
    if (type !== "2") throw invalidArgument("Invalid List Type specified in Request", "list-type", type);
    const bucket = bucketOf(request.scope, request.bucket);
    const encode = keyEncoder(request);
    const asked = listRequest(request);
    const token = request.query("continuation-token");
    const after = token === undefined ? (request.query("start-after") ?? "") : tokenKey(token);
    const page = listObjects(request.scope, bucket, { ...asked, after });
    const owner = request.query("fetch-owner") === "true" ? ownerOf(bucket.account) : undefined;
    return xmlResponse("ListBucketResult", {
      Name: bucket.name,
      Prefix: encode(asked.prefix ?? ""),
      StartAfter: encoded(request.query("start-after"), encode),
      ContinuationToken: token,
      NextContinuationToken: page.next === undefined ? undefined : keyToken(page.next),
      KeyCount: page.objects.length + page.commonPrefixes.length,
      MaxKeys: Math.min(asked.maxKeys ?? MAX_KEYS, MAX_KEYS),
      Delimiter: encoded(asked.delimiter, encode),
      EncodingType: request.query("encoding-type"),
      IsTruncated: page.next !== undefined,
      Contents: page.objects.map((record) => contents(record, encode, owner)),
      CommonPrefixes: prefixes(page.commonPrefixes, encode),
    });
  },
};

function keyToken(key: string): string {
  return Buffer.from(`1/${key}`).toString("base64");
}

function tokenKey(token: string): string {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (text.startsWith("1/") && keyToken(text.slice(2)) === token) return text.slice(2);
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}

/** ListObjectVersions: versions and delete markers, newest first within a key. */
export const listObjectVersions: S3Operation = {
  name: "ListObjectVersions",
  method: "GET",
  target: "bucket",
  marks: { query: ["versions"] },
  query: ["prefix", "delimiter", "key-marker", "version-id-marker", "max-keys", "encoding-type"],
  headers: OPTIONAL_HEADERS,
  readOnly: true,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const encode = keyEncoder(request);
    const asked = listRequest(request);
    const keyMarker = request.query("key-marker");
    const versionMarker = request.query("version-id-marker");
    if (versionMarker !== undefined && versionMarker !== "" && (keyMarker ?? "") === "") {
      throw invalidArgument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        versionMarker,
      );
    }
    const page = listVersions(
      request.scope,
      bucket,
      { ...asked, after: keyMarker ?? "" },
      versionMarker === "" ? undefined : versionMarker,
    );
    const members = (record: (typeof page.versions)[number]): XmlNode => ({
      ...(record.deleteMarker
        ? {
            Key: encode(record.key),
            LastModified: isoTime(record.modifiedAt),
            Owner: ownerOf(bucket.account),
          }
        : contents(record, encode, ownerOf(bucket.account))),
      VersionId: record.versionId,
      IsLatest: record.isLatest,
    });
    return xmlResponse("ListVersionsResult", {
      Name: bucket.name,
      Prefix: encode(asked.prefix ?? ""),
      KeyMarker: encode(keyMarker ?? ""),
      VersionIdMarker: versionMarker ?? "",
      NextKeyMarker: encoded(page.next?.key, encode),
      NextVersionIdMarker: page.next?.versionId,
      MaxKeys: Math.min(asked.maxKeys ?? MAX_KEYS, MAX_KEYS),
      Delimiter: encoded(asked.delimiter, encode),
      EncodingType: request.query("encoding-type"),
      IsTruncated: page.next !== undefined,
      Version: page.versions.filter(({ deleteMarker }) => !deleteMarker).map(members),
      DeleteMarker: page.versions.filter(({ deleteMarker }) => deleteMarker).map(members),
      CommonPrefixes: prefixes(page.commonPrefixes, encode),
    });
  },
};
