import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { PassThrough, Transform } from "node:stream";
import { AwsFault } from "../fault.ts";
import { startChecksum } from "./checksums.ts";
import { badDigest, chunkDecoder } from "./chunked.ts";
import type { ChunkSeed } from "./verify.ts";

const CHECKSUM_HEADER = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;

/** Markers that stand in the place of the payload's hash. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const SIGNED_STREAMS = ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"];
const UNSIGNED_STREAM = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** The streams through which a body has to go, in order, and where its trailers arrive. */
export interface BodyChecks {
  readonly stages: readonly Transform[];
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * What checks the body of an S3 upload while it streams: chunk signatures, hash, checksums, Content-MD5.
 * Each stage fails with an AwsFault.
 * @throws AwsFault InvalidRequest for a payload hash that is neither a hash nor a marker
 */
export function bodyChecks(
  headers: IncomingHttpHeaders,
  payloadHash: string,
  seed: ChunkSeed | undefined,
): BodyChecks {
  const trailers = new Map<string, string>();
  const stages: Transform[] = [];
  const signedStream = SIGNED_STREAMS.includes(payloadHash);
  if (signedStream || payloadHash === UNSIGNED_STREAM) {
    const announced = text(headers["x-amz-trailer"])
      .split(",")
      .map((name) => name.trim().toLowerCase());
    const length = headers["x-amz-decoded-content-length"];
    stages.push(
      chunkDecoder({
        ...(signedStream && seed !== undefined ? { seed } : {}),
        announced: announced.filter((name) => name !== ""),
        ...(length === undefined ? {} : { decodedLength: Number(length) }),
        trailers,
      }),
    );
  } else if (/^[0-9a-f]{64}$/.test(payloadHash)) {
    stages.push(digestCheck("sha256", "hex", payloadHash, wrongHash));
  } else if (payloadHash !== UNSIGNED) {
    throw new AwsFault(
      "InvalidRequest",
      400,
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING-… marker, or a valid sha256 value.",
    );
  }
  stages.push(...headerChecks(headers));
  return { stages: stages.length === 0 ? [new PassThrough()] : stages, trailers };
}

function headerChecks(headers: IncomingHttpHeaders): Transform[] {
  const stages: Transform[] = [];
  const md5 = headers["content-md5"];
  if (md5 !== undefined) stages.push(digestCheck("md5", "base64", text(md5), () => badDigest("Content-MD5")));
  for (const [name, value] of Object.entries(headers)) {
    const sum = startChecksum(CHECKSUM_HEADER.exec(name)?.[1] ?? "");
    if (sum === undefined) continue;
    stages.push(
      tap(
        (bytes) => sum.update(bytes),
        () => (sum.digest() === text(value) ? undefined : badDigest(name)),
      ),
    );
  }
  return stages;
}

function digestCheck(
  algorithm: string,
  encoding: "hex" | "base64",
  expected: string,
  fault: () => AwsFault,
): Transform {
  const hash = createHash(algorithm);
  return tap(
    (bytes) => hash.update(bytes),
    () => (hash.digest(encoding) === expected ? undefined : fault()),
  );
}

function tap(see: (bytes: Buffer) => void, end: () => AwsFault | undefined): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      see(bytes);
      done(null, bytes);
    },
    flush(done) {
      done(end() ?? null);
    },
  });
}

function wrongHash(): AwsFault {
  return new AwsFault(
    "XAmzContentSHA256Mismatch",
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

function text(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}
