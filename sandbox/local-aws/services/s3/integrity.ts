import { AwsFault } from "../../fault.ts";
import type { StoredBody } from "./bodies.ts";
import { CHECKSUM_HEADERS, checksumHeader } from "./checksum.ts";
import type { Checksum, ChecksumAlgorithm } from "./records.ts";
import type { S3Request } from "./request.ts";

/**
 * What a sender declares about a body. What it says in headers and trailers, the HTTP front checks while the body streams;
 * what a presigned URL says in its query is checked here.
 */
export interface Integrity {
  /** Checksum to keep with the body. */
  readonly algorithm?: ChecksumAlgorithm;
  /** Base64 of the checksum that the front has checked; known once the body has ended. */
  readonly checked?: () => string | undefined;
  /** Base64, still to be checked. */
  readonly expected?: string;
  /** Whether there was a Content-MD5. */
  readonly md5: boolean;
  /** From Content-Length, in bytes. */
  readonly length?: number;
}

/** Nothing declared. */
export const UNDECLARED: Integrity = { md5: false };

/**
 * Reads Content-MD5, `x-amz-checksum-…` and Content-Length.
 * @throws AwsFault InvalidDigest; InvalidRequest for several checksums
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function integrityOf(request: S3Request): Integrity {
  const md5 = request.header("content-md5");
  if (md5 !== undefined && !/^[A-Za-z0-9+/]{22}==$/.test(md5)) {
    throw new AwsFault("InvalidDigest", 400, "The Content-MD5 you specified was invalid.", {
      "Content-MD5": md5,
    });
  }
  const given = Object.keys(CHECKSUM_HEADERS).filter((name) => request.header(name) !== undefined);
  if (given.length > 1) {
    throw new AwsFault(
      "InvalidRequest",
      400,
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  const [name] = given;
  const algorithm = name === undefined ? announced(request) : CHECKSUM_HEADERS[name];
  const hoisted = name === undefined ? undefined : request.query(queryName(request, name));
  const length = request.header("x-amz-decoded-content-length") ?? request.header("content-length");
  return {
    md5: md5 !== undefined,
    ...(algorithm === undefined
      ? {}
      : { algorithm, checked: () => request.checked(checksumHeader(algorithm)) }),
    ...(hoisted === undefined ? {} : { expected: hoisted }),
    ...(length === undefined ? {} : { length: Number(length) }),
  };
}

function queryName(request: S3Request, header: string): string {
  return request.queryNames.find((name) => name.toLowerCase() === header) ?? header;
}

/** The algorithm of a checksum that comes in the trailer, or that the SDK says it uses. */
function announced(request: S3Request): ChecksumAlgorithm | undefined {
  const trailer = request.header("x-amz-trailer")?.trim().toLowerCase();
  if (trailer !== undefined && CHECKSUM_HEADERS[trailer] !== undefined) return CHECKSUM_HEADERS[trailer];
  const named = request.header("x-amz-sdk-checksum-algorithm");
  return named === undefined ? undefined : algorithmNamed(named);
}

/** @throws AwsFault InvalidRequest for a name that S3 does not know */
export function algorithmNamed(name: string): ChecksumAlgorithm {
  const algorithm = Object.values(CHECKSUM_HEADERS).find((known) => known === name.toUpperCase());
  if (algorithm !== undefined) return algorithm;
  throw new AwsFault(
    "InvalidRequest",
    400,
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}

/**
 * The checksum to keep with a body.
 * @throws AwsFault BadDigest
 */
export function checksumOf(body: StoredBody, declared: Integrity): Checksum | undefined {
  const { algorithm, expected } = declared;
  const value = body.checksum ?? declared.checked?.();
  if (algorithm === undefined || value === undefined) return undefined;
  if (expected !== undefined && value !== expected) {
    throw new AwsFault(
      "BadDigest",
      400,
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  return { algorithm, value, type: "FULL_OBJECT" };
}

/** The algorithm that has to be computed while a body is stored: none where the front checks the sender's own. */
export function toCompute(declared: Integrity): ChecksumAlgorithm | undefined {
  const fromFront = declared.checked !== undefined && declared.expected === undefined;
  return fromFront ? undefined : declared.algorithm;
}

/** @throws AwsFault MissingContentLength 411; EntityTooLarge */
export function checkLength(declared: Integrity, limit: number): void {
  if (declared.length === undefined) {
    throw new AwsFault("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
  }
  if (declared.length > limit) {
    throw new AwsFault("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
      ProposedSize: String(declared.length),
      MaxSizeAllowed: String(limit),
    });
  }
}
