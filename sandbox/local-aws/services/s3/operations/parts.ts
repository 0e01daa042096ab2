import type { Readable } from "node:stream";
import { AwsFault } from "../../../fault.ts";
import { checksumHeaders, checksumMembers } from "../answers.ts";
import { dropSegments, streamBody } from "../bodies.ts";
import { checkCopySource } from "../conditions.ts";
import { COPY_SOURCE_HEADERS, copySourceOf } from "../copy-source.ts";
import { BODY_HEADERS } from "../declared.ts";
import { encryptionHeaders, useKey } from "../encryption.ts";
import { invalidArgument } from "../fault.ts";
import { checkLength, type Integrity, integrityOf, UNDECLARED } from "../integrity.ts";
import { MAX_KEYS } from "../list.ts";
import { takePage, walkKeys } from "../listing.ts";
import { compareKeys } from "../order.ts";
import { integerOf, isoTime, keyEncoder, ownerOf } from "../parameters.ts";
import { openObject } from "../read.ts";
import type { UploadPartRecord, UploadRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { findUpload, partsOf, putPart } from "../uploads.ts";
import { MAX_PUT_BYTES, receiveBody } from "../write.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

/** The upload that a part is for, after authorising the caller for its object and key. */
function openUpload(request: S3Request, context: Record<string, string> = {}): UploadRecord {
  const { scope, key } = request;
  const bucket = bucketOf(scope, request.bucket);
  authorize(scope, bucket, { action: "s3:PutObject", key, context });
  const upload = findUpload(scope, bucket.name, key, request.query("uploadId") ?? "");
  useKey(scope, { bucket: bucket.name, key }, upload.encryption, "upload");
  return upload;
}

async function receivePart(
  request: S3Request,
  upload: UploadRecord,
  body: Readable,
  integrity: Integrity,
): Promise<UploadPartRecord> {
  const { scope } = request;
  const number = partNumber(request);
  const { stored, checksum } = await receiveBody(scope, body, integrity);
  const part: UploadPartRecord = {
    number,
    modifiedAt: scope.world.clock.now(),
    etag: stored.md5.toString("hex"),
    segment: stored.segment,
    ...(checksum === undefined ? {} : { checksum }),
  };
  try {
    // The body took its time: the upload may have ended meanwhile.
    findUpload(scope, upload.bucket, upload.key, upload.uploadId);
  } catch (error) {
    dropSegments(scope.world, [stored.segment]);
    throw error;
  }
  putPart(scope, upload.uploadId, part);
  return part;
}

function partNumber(request: S3Request): number {
  const text = request.query("partNumber") ?? "";
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
}

/** The part's checksum has the algorithm of its upload, computed here where the client sent none. */
function partIntegrity(request: S3Request, upload: UploadRecord): Integrity {
  const declared = integrityOf(request);
  const wanted = upload.checksum?.algorithm;
  if (wanted === undefined || wanted === declared.algorithm) return declared;
  if (declared.algorithm === undefined) return { ...declared, algorithm: wanted };
  throw new AwsFault(
    "InvalidRequest",
    400,
    `Checksum Type mismatch occurred, expected checksum Type: ${wanted.toLowerCase()}, actual checksum Type: ${declared.algorithm.toLowerCase()}`,
  );
}

/** UploadPart. */
export const uploadPart: S3Operation = {
  name: "UploadPart",
  method: "PUT",
  target: "object",
  marks: { query: ["partNumber", "uploadId"] },
  headers: BODY_HEADERS,
  readOnly: false,
  data: true,
  async handle(request) {
    const upload = openUpload(request);
    const integrity = partIntegrity(request, upload);
    checkLength(integrity, MAX_PUT_BYTES);
    const part = await receivePart(request, upload, request.body, integrity);
    const { "x-amz-checksum-type": _type, ...checksum } = checksumHeaders(part.checksum);
    return {
      status: 200,
      headers: { etag: `"${part.etag}"`, ...encryptionHeaders(upload.encryption), ...checksum },
    };
  },
};

/** UploadPartCopy. */
export const uploadPartCopy: S3Operation = {
  name: "UploadPartCopy",
  method: "PUT",
  target: "object",
  marks: { query: ["partNumber", "uploadId"], headers: ["x-amz-copy-source"] },
  headers: [...COPY_SOURCE_HEADERS, "x-amz-copy-source-range"],
  readOnly: false,
  data: true,
  async handle(request) {
    const from = copySourceOf(request);
    const source = openObject(request.scope, from.bucket, from);
    checkCopySource(from.conditions, source);
    const upload = openUpload(request, { "s3:x-amz-copy-source": request.header("x-amz-copy-source") ?? "" });
    const { start, end } = copyRange(request.header("x-amz-copy-source-range"), source.size);
    const algorithm = upload.checksum?.algorithm;
    const integrity = algorithm === undefined ? UNDECLARED : { ...UNDECLARED, algorithm };
    const body = streamBody(request.scope.world, source.segments, start, end);
    const part = await receivePart(request, upload, body, integrity);
    const { ChecksumType: _type, ...checksum } = checksumMembers(part.checksum);
    const version = source.versionId === "null" ? {} : { "x-amz-copy-source-version-id": source.versionId };
    return xmlResponse(
      "CopyPartResult",
      { LastModified: isoTime(part.modifiedAt), ETag: `"${part.etag}"`, ...checksum },
      { ...encryptionHeaders(upload.encryption), ...version },
    );
  },
};

/** Unlike a read's range, this one must lie within the source. @throws AwsFault InvalidArgument */
function copyRange(header: string | undefined, size: number): { start: number; end: number } {
  if (header === undefined) return { start: 0, end: size - 1 };
  const [, first = "", last = ""] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (first !== "" && range.start <= range.end && range.end < size) return range;
  throw invalidArgument(
    `The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy, within a source of ${size} bytes`,
    "x-amz-copy-source-range",
    header,
  );
}

/** ListParts. */
export const listParts: S3Operation = {
  name: "ListParts",
  method: "GET",
  target: "object",
  marks: { query: ["uploadId"] },
  query: ["max-parts", "part-number-marker"],
  readOnly: true,
  data: true,
  handle(request) {
    const { scope, key } = request;
    const bucket = bucketOf(scope, request.bucket);
    authorize(scope, bucket, { action: "s3:ListMultipartUploadParts", key });
    const upload = findUpload(scope, bucket.name, key, request.query("uploadId") ?? "");
    const limit = Math.min(
      integerOf(request, "max-parts", { least: 0, most: 2 ** 31 - 1 }) ?? MAX_KEYS,
      MAX_KEYS,
    );
    const marker = integerOf(request, "part-number-marker", { least: 0, most: 2 ** 31 - 1 }) ?? 0;
    const parts = partsOf(scope, upload.uploadId).filter(({ number }) => number > marker);
    const { page, more } = takePage(parts, limit);
    return xmlResponse("ListPartsResult", {
      Bucket: bucket.name,
      Key: key,
      UploadId: upload.uploadId,
      Initiator: { ID: upload.initiator },
      Owner: ownerOf(bucket.account),
      StorageClass: "STANDARD",
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: more,
      ...(upload.checksum === undefined
        ? {}
        : { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
      Part: page.map(partMembers),
    });
  },
};

function partMembers(part: UploadPartRecord): XmlNode {
  const { ChecksumType: _type, ...checksum } = checksumMembers(part.checksum);
  return {
    PartNumber: part.number,
    LastModified: isoTime(part.modifiedAt),
    ETag: `"${part.etag}"`,
    Size: part.segment.size,
    ...checksum,
  };
}

/** ListMultipartUploads. Its prefix is no condition key, as on AWS: a policy can't hold it to one. */
export const listMultipartUploads: S3Operation = {
  name: "ListMultipartUploads",
  method: "GET",
  target: "bucket",
  marks: { query: ["uploads"] },
  query: ["prefix", "delimiter", "key-marker", "upload-id-marker", "max-uploads", "encoding-type"],
  readOnly: true,
  data: true,
  handle(request) {
    const { scope } = request;
    const bucket = bucketOf(scope, request.bucket);
    authorize(scope, bucket, { action: "s3:ListBucketMultipartUploads" });
    const encode = keyEncoder(request);
    const limit = Math.min(
      integerOf(request, "max-uploads", { least: 1, most: 2 ** 31 - 1 }) ?? MAX_KEYS,
      MAX_KEYS,
    );
    const { page, more } = takePage(uploadItems(request, bucket.name), limit);
    const last = page.at(-1);
    return xmlResponse("ListMultipartUploadsResult", {
      Bucket: bucket.name,
      KeyMarker: encode(request.query("key-marker") ?? ""),
      UploadIdMarker: request.query("upload-id-marker") ?? "",
      NextKeyMarker:
        more && last !== undefined ? encode("upload" in last ? last.upload.key : last.prefix) : undefined,
      NextUploadIdMarker: more && last !== undefined && "upload" in last ? last.upload.uploadId : undefined,
      Prefix: encode(request.query("prefix") ?? ""),
      Delimiter: request.query("delimiter"),
      EncodingType: request.query("encoding-type"),
      MaxUploads: limit,
      IsTruncated: more,
      Upload: page.flatMap((item) =>
        "upload" in item ? [uploadMembers(item.upload, encode, bucket.account)] : [],
      ),
      CommonPrefixes: page.flatMap((item) => ("prefix" in item ? [{ Prefix: encode(item.prefix) }] : [])),
    });
  },
};

type UploadItem = { readonly upload: UploadRecord } | { readonly prefix: string };

function* uploadItems(request: S3Request, bucket: string): Generator<UploadItem> {
  const uploads = request.scope.world
    .table("s3.uploads")
    .entries(`${bucket}\0`)
    .map(([, upload]) => upload);
  const keys = [...new Set(uploads.map(({ key }) => key))].sort(compareKeys);
  const after = request.query("key-marker") ?? "";
  const uploadMarker = request.query("upload-id-marker") ?? "";
  const of = (key: string) => uploads.filter((upload) => upload.key === key);
  if (after !== "" && uploadMarker !== "") {
    for (const upload of of(after)) if (upload.uploadId > uploadMarker) yield { upload };
  }
  const query = { prefix: request.query("prefix") ?? "", delimiter: request.query("delimiter") ?? "", after };
  for (const item of walkKeys(keys, query, () => true)) {
    if ("commonPrefix" in item) yield { prefix: item.commonPrefix };
    else for (const upload of of(item.key)) yield { upload };
  }
}

function uploadMembers(upload: UploadRecord, encode: (text: string) => string, account: string): XmlNode {
  return {
    UploadId: upload.uploadId,
    Key: encode(upload.key),
    Initiated: isoTime(upload.initiatedAt),
    StorageClass: "STANDARD",
    Initiator: { ID: upload.initiator },
    Owner: ownerOf(account),
    ...(upload.checksum === undefined
      ? {}
      : { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
  };
}
