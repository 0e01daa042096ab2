import { checksumMembers } from "../answers.ts";
import { MAX_KEYS } from "../list.ts";
import { takePage, walkKeys } from "../listing.ts";
import { compareKeys } from "../order.ts";
import { integerOf, isoTime, keyEncoder, ownerOf } from "../parameters.ts";
import type { UploadPartRecord, UploadRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { findUpload, partsOf } from "../uploads.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

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
