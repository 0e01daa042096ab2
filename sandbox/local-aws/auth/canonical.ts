import { createHash, createHmac } from "node:crypto";

/** SHA-256 of nothing, in hex. */
export const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** The parts of a request that are signed. */
export interface SignedParts {
  readonly method: string;
  /** Percent-encoded path as sent, without the query. */
  readonly rawPath: string;
  /** Query string as sent, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names, in order, with their values. */
  readonly headers: readonly (readonly [string, string])[];
  readonly payloadHash: string;
  /** S3 signs the path as it is, every other service encodes it once more. */
  readonly encodePathTwice: boolean;
}

/**
 * The text over which a signature is made.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(parts: SignedParts): string {
  const headers = parts.headers
    .map(([name, value]) => `${name}:${value.trim().replace(/ +/g, " ")}\n`)
    .join("");
  const names = parts.headers.map(([name]) => name).join(";");
  const path = parts.rawPath
    .split("/")
    .map(parts.encodePathTwice ? encode : reencode)
    .join("/");
  return [parts.method, path || "/", canonicalQuery(parts.rawQuery), headers, names, parts.payloadHash].join(
    "\n",
  );
}

/** `AWS4-HMAC-SHA256\nTIME\nSCOPE\nHASH`. */
export function stringToSign(time: string, scope: string, canonical: string): string {
  return ["AWS4-HMAC-SHA256", time, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
}

/** The key that signs within one day, region and service. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, "aws4_request"].reduce(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

/** A signature in hex. */
export function sign(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

function canonicalQuery(raw: string): string {
  return [...new URLSearchParams(raw)]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([leftName, leftValue], [rightName, rightValue]) =>
      leftName === rightName ? order(leftValue, rightValue) : order(leftName, rightName),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One path segment in the one encoding that is signed, however the client has encoded it (`~` or `%7E`). */
function reencode(segment: string): string {
  try {
    return encode(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
