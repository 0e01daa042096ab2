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
import { isoTime } from "../parameters.ts";
import { openObject } from "../read.ts";
import type { UploadPartRecord, UploadRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { findUpload, putPart } from "../uploads.ts";
import { MAX_PUT_BYTES, receiveBody } from "../write.ts";
import { xmlResponse } from "../xml.ts";

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
