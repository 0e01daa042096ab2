import { createHash } from "node:crypto";
import { AwsFault } from "../../fault.ts";
import { dropSegments, sizeOf, streamBody } from "./bodies.ts";
import { runningChecksum } from "./checksum.ts";
import type { Checksum, UploadPartRecord, UploadRecord } from "./records.ts";
import type { Scope } from "./scope.ts";

/** S3's least size of every part but the last, in bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Key of an upload in table `s3.uploads`. */
export function uploadKey(at: {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}): string {
  return `${at.bucket}\0${at.key}\0${at.uploadId}`;
}

/** @throws AwsFault NoSuchUpload */
export function findUpload(scope: Scope, bucket: string, key: string, uploadId: string): UploadRecord {
  const upload = scope.world.table("s3.uploads").get(uploadKey({ bucket, key, uploadId }));
  if (upload !== undefined) return upload;
  throw new AwsFault(
    "NoSuchUpload",
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId: uploadId },
  );
}

function partKey(uploadId: string, number: number): string {
  return `${uploadId}\0${String(number).padStart(5, "0")}`;
}

/** Parts of an upload, in order. */
export function partsOf(scope: Scope, uploadId: string): UploadPartRecord[] {
  return scope.world
    .table("s3.parts")
    .entries(`${uploadId}\0`)
    .map(([, part]) => part);
}

/** Keeps a part; one of the same number before it goes. */
export function putPart(scope: Scope, uploadId: string, part: UploadPartRecord): void {
  const table = scope.world.table("s3.parts");
  const before = table.get(partKey(uploadId, part.number));
  table.set(partKey(uploadId, part.number), part);
  if (before !== undefined) dropSegments(scope.world, [before.segment]);
}

/** Forgets an upload. @param kept numbers of the parts that an object has now */
export function forgetUpload(
  scope: Scope,
  upload: UploadRecord,
  kept: ReadonlySet<number> = new Set(),
): void {
  scope.world.table("s3.uploads").delete(uploadKey(upload));
  const table = scope.world.table("s3.parts");
  for (const part of partsOf(scope, upload.uploadId)) {
    table.delete(partKey(upload.uploadId, part.number));
    if (!kept.has(part.number)) dropSegments(scope.world, [part.segment]);
  }
}

/** A part as the client lists it to complete an upload. */
export interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksum?: string;
}

/**
 * The stored parts that a client lists.
 * @throws AwsFault InvalidPartOrder; InvalidPart; EntityTooSmall
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export function chosenParts(
  scope: Scope,
  uploadId: string,
  listed: readonly ListedPart[],
): UploadPartRecord[] {
  const numbers = listed.map(({ number }) => number);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw new AwsFault(
      "InvalidPartOrder",
      400,
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { UploadId: uploadId },
    );
  }
  const stored = new Map(partsOf(scope, uploadId).map((part) => [part.number, part]));
  const parts = listed.map(({ number, etag, checksum }) => {
    const part = stored.get(number);
    const same = part?.etag === etag.replace(/^"|"$/g, "");
    if (part !== undefined && same && (checksum === undefined || checksum === part.checksum?.value))
      return part;
    throw new AwsFault(
      "InvalidPart",
      400,
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { UploadId: uploadId, PartNumber: String(number), ETag: etag },
    );
  });
  const small = parts.slice(0, -1).find(({ segment }) => segment.size < MIN_PART_BYTES);
  if (small === undefined) return parts;
  throw new AwsFault("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
    ProposedSize: String(small.segment.size),
    MinSizeAllowed: String(MIN_PART_BYTES),
    PartNumber: String(small.number),
    ETag: small.etag,
  });
}

/** ETag of an object that was uploaded in parts: the MD5 of the parts' MD5s, and their number. */
export function partsEtag(parts: readonly UploadPartRecord[]): string {
  const hash = createHash("md5");
  for (const part of parts) hash.update(Buffer.from(part.etag, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
}

/** Checksum of the whole: over the parts' checksums, or over all bytes, as the upload asked. */
export async function partsChecksum(
  scope: Scope,
  upload: UploadRecord,
  parts: readonly UploadPartRecord[],
): Promise<Checksum | undefined> {
  if (upload.checksum === undefined) return undefined;
  const { algorithm, type } = upload.checksum;
  const running = runningChecksum(algorithm);
  if (type === "COMPOSITE") {
    for (const part of parts) running.update(Buffer.from(part.checksum?.value ?? "", "base64"));
    return { algorithm, type, value: `${running.digest()}-${parts.length}` };
  }
  const segments = parts.map(({ segment }) => segment);
  for await (const chunk of streamBody(scope.world, segments, 0, sizeOf(segments) - 1)) running.update(chunk);
  return { algorithm, type, value: running.digest() };
}
