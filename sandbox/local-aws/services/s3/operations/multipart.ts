import { z } from "zod";
import { principalArn } from "../../../caller.ts";
import { checksumMembers, versionHeader } from "../answers.ts";
import { WRITE_HEADERS, writeConditions, writeRequest } from "../declared.ts";
import { encryptionHeaders, useKey } from "../encryption.ts";
import { requiredDocument } from "../parameters.ts";
import type { UploadRecord } from "../records.ts";
import type { S3Operation } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { checkWhole, uploadChecksum } from "../upload-checksum.ts";
import {
  chosenParts,
  findUpload,
  forgetUpload,
  type ListedPart,
  partsChecksum,
  partsEtag,
  uploadKey,
} from "../uploads.ts";
import { authorizeWrite, commitVersion } from "../write.ts";
import { xmlResponse } from "../xml.ts";

/** CreateMultipartUpload. */
export const createMultipartUpload: S3Operation = {
  name: "CreateMultipartUpload",
  method: "POST",
  target: "object",
  marks: { query: ["uploads"] },
  headers: [...WRITE_HEADERS, "x-amz-checksum-algorithm", "x-amz-checksum-type"],
  readOnly: false,
  data: true,
  handle(request) {
    const { scope, key } = request;
    const bucket = bucketOf(scope, request.bucket);
    const declared = writeRequest(request);
    const encryption = authorizeWrite(scope, bucket, key, declared, "upload");
    const checksum = uploadChecksum(request);
    const upload: UploadRecord = {
      bucket: bucket.name,
      key,
      uploadId: scope.world.id("", 64),
      initiatedAt: scope.world.clock.now(),
      initiator: principalArn(scope.caller.principal),
      ...declared.attributes,
      tags: declared.tags,
      encryption,
      ...(checksum === undefined ? {} : { checksum }),
    };
    scope.world.table("s3.uploads").set(uploadKey(upload), upload);
    return xmlResponse(
      "InitiateMultipartUploadResult",
      { Bucket: bucket.name, Key: key, UploadId: upload.uploadId },
      {
        ...encryptionHeaders(encryption),
        ...(checksum === undefined
          ? {}
          : { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type }),
      },
    );
  },
};

const partSchema = z.strictObject({
  PartNumber: z.string().regex(/^\d{1,5}$/),
  ETag: z.string(),
  ChecksumCRC32: z.string().optional(),
  ChecksumCRC32C: z.string().optional(),
  ChecksumCRC64NVME: z.string().optional(),
  ChecksumSHA1: z.string().optional(),
  ChecksumSHA256: z.string().optional(),
});
const completeSchema = z.strictObject({ Part: z.array(partSchema).min(1).max(10_000) });

function listedPart(part: z.infer<typeof partSchema>): ListedPart {
  const checksum =
    part.ChecksumCRC32 ??
    part.ChecksumCRC32C ??
    part.ChecksumCRC64NVME ??
    part.ChecksumSHA1 ??
    part.ChecksumSHA256;
  return {
    number: Number(part.PartNumber),
    etag: part.ETag,
    ...(checksum === undefined ? {} : { checksum }),
  };
}

/** CompleteMultipartUpload: the parts become one object without moving a byte. */
export const completeMultipartUpload: S3Operation = {
  name: "CompleteMultipartUpload",
  method: "POST",
  target: "object",
  marks: { query: ["uploadId"] },
  headers: ["x-amz-checksum-*", "x-amz-mp-object-size", "x-amz-sdk-checksum-algorithm"],
  readOnly: false,
  data: true,
  async handle(request) {
    const { scope, key } = request;
    const bucket = bucketOf(scope, request.bucket);
    authorize(scope, bucket, { action: "s3:PutObject", key });
    const uploadId = request.query("uploadId") ?? "";
    const upload = findUpload(scope, bucket.name, key, uploadId);
    useKey(scope, { bucket: bucket.name, key }, upload.encryption, "read");
    const document = await requiredDocument(request, "CompleteMultipartUpload", ["Part"], completeSchema);
    const parts = chosenParts(scope, uploadId, document.Part.map(listedPart));
    const checksum = await partsChecksum(scope, upload, parts);
    checkWhole(
      request,
      checksum,
      parts.reduce((sum, { segment }) => sum + segment.size, 0),
    );
    // The checksum took its time: another request may have ended the upload.
    findUpload(scope, bucket.name, key, uploadId);
    const record = commitVersion(scope, bucket.name, key, writeConditions(request), {
      headers: upload.headers,
      metadata: upload.metadata,
      tags: upload.tags,
      encryption: upload.encryption,
      etag: partsEtag(parts),
      segments: parts.map(({ segment }) => segment),
      ...(checksum === undefined ? {} : { checksum }),
      ...(checksum?.type === "COMPOSITE"
        ? { partChecksums: parts.map((part) => part.checksum?.value ?? "") }
        : {}),
    });
    forgetUpload(scope, upload, new Set(parts.map(({ number }) => number)));
    return xmlResponse(
      "CompleteMultipartUploadResult",
      {
        Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(key)}`,
        Bucket: bucket.name,
        Key: key,
        ETag: `"${record.etag}"`,
        ...checksumMembers(record.checksum),
      },
      { ...encryptionHeaders(record.encryption), ...versionHeader(record) },
    );
  },
};

/** AbortMultipartUpload. */
export const abortMultipartUpload: S3Operation = {
  name: "AbortMultipartUpload",
  method: "DELETE",
  target: "object",
  marks: { query: ["uploadId"] },
  readOnly: false,
  data: true,
  handle(request) {
    const { scope, key } = request;
    const bucket = bucketOf(scope, request.bucket);
    authorize(scope, bucket, { action: "s3:AbortMultipartUpload", key });
    forgetUpload(scope, findUpload(scope, bucket.name, key, request.query("uploadId") ?? ""));
    return { status: 204, headers: {} };
  },
};
