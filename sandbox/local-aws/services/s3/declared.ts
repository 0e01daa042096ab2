import { AwsFault } from "../../fault.ts";
import type { ReadConditions, WriteConditions } from "./conditions.ts";
import type { EncryptionRequest } from "./encryption.ts";
import { aclNotSupported, invalidArgument, notImplemented } from "./fault.ts";
import { dateOf, flagOf } from "./parameters.ts";
import type { ObjectAddress } from "./read.ts";
import type { ObjectAttributes } from "./records.ts";
import type { S3Request } from "./request.ts";
import { tagsOfHeader } from "./tags.ts";
import type { WriteRequest } from "./write.ts";

/** `x-amz-…` headers of every operation that makes an object. */
export const WRITE_HEADERS = [
  "x-amz-acl",
  "x-amz-meta-*",
  "x-amz-tagging",
  "x-amz-storage-class",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
];

/** `x-amz-…` headers that declare a body's checksum. */
export const BODY_HEADERS = [
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc32c",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-sha1",
  "x-amz-checksum-sha256",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-decoded-content-length",
  "x-amz-trailer",
];

const KEPT_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
];

const MAX_METADATA_BYTES = 2048;

/** Key and version that a request names. */
export function addressedObject(request: S3Request): ObjectAddress {
  const versionId = request.query("versionId");
  if (versionId === "") throw invalidArgument("Version id cannot be the empty string", "versionId", "");
  return { key: request.key, ...(versionId === undefined ? {} : { versionId }) };
}

/** What a PUT, copy or multipart request declares about its object. @throws AwsFault for what S3 refuses */
export function writeRequest(request: S3Request): WriteRequest {
  const acl = request.header("x-amz-acl");
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control") throw aclNotSupported();
  const storageClass = request.header("x-amz-storage-class");
  if (storageClass !== undefined && storageClass !== "STANDARD") {
    throw notImplemented(`storage class ${storageClass}`, { Header: "x-amz-storage-class" });
  }
  return {
    attributes: attributesOf(request),
    tags: tagsOfHeader(request.header("x-amz-tagging")),
    encryption: encryptionOf(request),
    conditions: writeConditions(request),
    ...(acl === undefined ? {} : { acl }),
    context: {
      ...headerKey(request, "x-amz-storage-class"),
      ...headerKey(request, "x-amz-copy-source"),
      ...headerKey(request, "x-amz-metadata-directive"),
      ...headerKey(request, "if-match"),
      ...headerKey(request, "if-none-match"),
    },
  };
}

function headerKey(request: S3Request, name: string): Record<string, string> {
  const value = request.header(name);
  return value === undefined ? {} : { [`s3:${name}`]: value };
}

function attributesOf(request: S3Request): ObjectAttributes {
  const headers = Object.fromEntries(
    KEPT_HEADERS.map((name) => [name, storedValue(name, request.header(name))]).filter(
      ([, value]) => value !== "",
    ),
  );
  const metadata = Object.fromEntries(
    request.headerNames
      .filter((name) => name.startsWith("x-amz-meta-"))
      .map((name) => [name.slice("x-amz-meta-".length), request.header(name) ?? ""]),
  );
  const size = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (size > MAX_METADATA_BYTES) {
    throw new AwsFault(
      "MetadataTooLarge",
      400,
      "Your metadata headers exceed the maximum allowed metadata size",
      {
        Size: String(size),
        MaxSizeAllowed: String(MAX_METADATA_BYTES),
      },
    );
  }
  return { headers: { "content-type": "binary/octet-stream", ...headers }, metadata };
}

/** `aws-chunked` is how the body travelled, not what it is. */
function storedValue(name: string, value: string | undefined): string {
  if (value === undefined || name !== "content-encoding") return value ?? "";
  const encodings = value.split(",").map((part) => part.trim());
  return encodings.filter((encoding) => encoding !== "aws-chunked" && encoding !== "").join(",");
}

function encryptionOf(request: S3Request): EncryptionRequest {
  const algorithm = request.header("x-amz-server-side-encryption");
  const keyId = request.header("x-amz-server-side-encryption-aws-kms-key-id");
  const bucketKey = flagOf(request, "x-amz-server-side-encryption-bucket-key-enabled");
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(bucketKey === undefined ? {} : { bucketKey }),
  };
}

/** If-Match and If-None-Match of a write. */
export function writeConditions(request: S3Request): WriteConditions {
  const ifMatch = request.header("if-match");
  const ifNoneMatch = request.header("if-none-match");
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
  };
}

/** Conditions of a read. @param prefix before the header names: empty, or `x-amz-copy-source-` */
export function readConditions(request: S3Request, prefix = ""): ReadConditions {
  const ifMatch = request.header(`${prefix}if-match`);
  const ifNoneMatch = request.header(`${prefix}if-none-match`);
  const ifModifiedSince = dateOf(request, `${prefix}if-modified-since`);
  const ifUnmodifiedSince = dateOf(request, `${prefix}if-unmodified-since`);
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
    ...(ifModifiedSince === undefined ? {} : { ifModifiedSince }),
    ...(ifUnmodifiedSince === undefined ? {} : { ifUnmodifiedSince }),
  };
}
