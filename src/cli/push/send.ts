import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { PushedFile } from "../../audit/push-record.ts";
import type { Aws } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import { uploadInParts } from "../../aws/upload.ts";
import { vendorError } from "../../core/errors.ts";
import type { Folder } from "../../resources/kind.ts";
import type { Target } from "./targets.ts";

/** What sending needs. */
export interface Sending {
  readonly aws: Aws;
  readonly folder: Folder;
  /** ARN of the key that the bucket must encrypt with. */
  readonly kmsKey: string;
  /** Whether an object that is there already is replaced. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Hears how many bytes of the file have arrived. */
  progress(bytes: number): void;
}

const MEBIBYTE = 1024 ** 2;
/** What goes in one request; a stop waits for it. */
const PART = 8 * MEBIBYTE;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PARTS = 10_000;

interface Digests {
  readonly whole: Buffer;
  readonly parts: readonly Buffer[];
}

interface Stored {
  readonly ChecksumSHA256?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly VersionId?: string | undefined;
}

/**
 * Sends one file, and makes sure by S3's own answer that it is whole and encrypted with the right key.
 * @throws VendorError `pushExists`, `pushChanged`, `pushEncryption` · the signal's reason · AwsFailure
 */
export async function send(target: Target, sending: Sending): Promise<PushedFile> {
  const { path, key, file, size } = target;
  const { signal } = sending;
  signal.throwIfAborted();
  const partSize = Math.max(PART, Math.ceil(size / PARTS / MEBIBYTE) * MEBIBYTE);
  const digests = await digestsOf(path, partSize, signal);
  const stored = await store(target, partSize, digests, sending).catch((error: unknown) => {
    if (error instanceof AwsFailure && error.code === "PreconditionFailed")
      throw vendorError("pushExists", { count: 1 }, { problems: [existing(target)], cause: error });
    throw error;
  });
  await verify(target, stored, size > partSize ? composite(digests) : base64(digests.whole), sending);
  return {
    file,
    key,
    bytes: size,
    sha256: digests.whole.toString("hex"),
    checksum: stored.ChecksumSHA256 ?? "",
    ...(stored.VersionId === undefined ? {} : { versionId: stored.VersionId }),
    kmsKey: stored.SSEKMSKeyId ?? "",
  };
}

/** What is said of a file whose object is there already. */
export function existing({ file, key }: Target) {
  return { field: file, message: `${key} is there already.` };
}

async function store(target: Target, partSize: number, digests: Digests, sending: Sending): Promise<Stored> {
  const { key, path, size } = target;
  const { aws, folder, force, progress, signal } = sending;
  const input = {
    Bucket: folder.bucket,
    Key: key,
    ExpectedBucketOwner: folder.bucketOwner,
    ...(force ? {} : { IfNoneMatch: "*" }),
  };
  if (size > partSize)
    return uploadInParts(aws, {
      input: { ...input, ChecksumAlgorithm: "SHA256" },
      body: createReadStream(path),
      size,
      partSize,
      progress,
      signal,
    });
  const Body = await readFile(path);
  const { output } = await aws.send("s3", "PutObject", {
    ...input,
    Body,
    ChecksumSHA256: base64(digests.whole),
  });
  progress(size);
  return output;
}

/** Digests of a file: of the whole, and of each part. */
async function digestsOf(path: string, partSize: number, signal: AbortSignal): Promise<Digests> {
  const whole = createHash("sha256");
  const parts: Buffer[] = [];
  let part = createHash("sha256");
  let room = partSize;
  for await (const chunk of createReadStream(path, {
    signal,
    highWaterMark: MEBIBYTE,
  }) as AsyncIterable<Buffer>) {
    whole.update(chunk);
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.subarray(0, room);
      part.update(taken);
      room -= taken.length;
      rest = rest.subarray(taken.length);
      if (room === 0) {
        parts.push(part.digest());
        part = createHash("sha256");
        room = partSize;
      }
    }
  }
  if (room < partSize) parts.push(part.digest());
  return { whole: whole.digest(), parts };
}

const base64 = (digest: Buffer): string => digest.toString("base64");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function composite({ parts }: Digests): string {
  return `${createHash("sha256").update(Buffer.concat(parts)).digest("base64")}-${parts.length}`;
}

/** What is not as it must be is taken away again: nobody shall pick it up. */
async function verify(
  { file, key }: Target,
  stored: Stored,
  checksum: string,
  { aws, folder, kmsKey }: Sending,
): Promise<void> {
  const whole = stored.ChecksumSHA256 === checksum;
  if (whole && stored.SSEKMSKeyId === kmsKey) return;
  if (stored.VersionId !== undefined)
    await aws.send("s3", "DeleteObject", {
      Bucket: folder.bucket,
      Key: key,
      VersionId: stored.VersionId,
      ExpectedBucketOwner: folder.bucketOwner,
    });
  throw whole
    ? vendorError("pushEncryption", { key, actual: stored.SSEKMSKeyId ?? "another way", kmsKey })
    : vendorError("pushChanged", { file, key });
}
