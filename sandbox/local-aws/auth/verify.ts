import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Context } from "../../../src/policy/types.ts";
import { plainCaller } from "../caller.ts";
import { type Caller, REGION, type World } from "../world.ts";
import { canonicalRequest, sign, signingKey, stringToSign } from "./canonical.ts";
import { findCredentials } from "./credentials.ts";
import { type Family, refuse } from "./refusals.ts";
import { readSignature, type Signature } from "./signature.ts";

/** A request whose signature is to be checked. */
export interface SignedRequest {
  readonly message: IncomingMessage;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  /** Signing name of the service: it is also the observer of the credentials. */
  readonly service: string;
  readonly family: Family;
  /** The payload's hash as it is signed: hex, or one of AWS's markers. */
  readonly payloadHash: string;
  readonly connection: Context;
}

/** The chain that the chunks of an `aws-chunked` upload continue. */
export interface ChunkSeed {
  readonly key: Buffer;
  readonly scope: string;
  readonly time: string;
  readonly signature: string;
}

/** Who signed, and what the chunks of the body are signed with (absent for anonymous requests). */
export interface Verified {
  readonly caller: Caller;
  readonly seed?: ChunkSeed;
}

/** STS has a global endpoint, IAM only that one: both are signed for us-east-1 then. */
const GLOBAL_REGION = "us-east-1";
const MAX_SKEW_MS = 15 * 60 * 1000;

/**
 * Checks a request's signature. A request without any is anonymous, which S3 alone takes.
 * @throws AwsFault in the codes of the request's family
 */
export function verifySignature(world: World, request: SignedRequest): Verified {
  const header = (name: string): string | undefined => headerValue(request.message, name);
  const signature = readSignature(header, request.query, request.family);
  if (signature === undefined) {
    if (request.service !== "s3") throw refuse.missing(request.family);
    return { caller: plainCaller({ type: "anonymous" }, request.connection) };
  }
  checkScope(signature, request);
  checkSignedHeaders(signature, request);
  const known = findCredentials(world, signature, request.service, request.family, request.connection);
  checkTime(signature, request.family, world.clock.now());
  const key = signingKey(known.secret, signature.day, signature.region, signature.service);
  const canonical = canonicalRequest({
    method: request.message.method ?? "GET",
    rawPath: request.rawPath,
    rawQuery: request.rawQuery,
    headers: signature.signedHeaders.map((name) => [name, header(name) ?? ""]),
    payloadHash: request.payloadHash,
    encodePathTwice: request.service !== "s3",
  });
  const expected = sign(key, stringToSign(signature.time, signature.scope, canonical));
  if (!sameText(expected, signature.signature)) throw refuse.wrongSignature(request.family);
  const { scope, time } = signature;
  const authType = signature.expiresIn === undefined ? "REST-HEADER" : "REST-QUERY-STRING";
  const caller = { ...known.caller, context: { ...known.caller.context, ...s3Keys(request, authType) } };
  return { caller, seed: { key, scope, time, signature: signature.signature } };
}

/** Whether two texts are equal, in constant time. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function checkScope(signature: Signature, request: SignedRequest): void {
  const { region, service } = signature;
  const global = request.service === "iam" || request.service === "sts";
  if (region !== REGION && !(global && region === GLOBAL_REGION)) {
    throw request.family === "rest-xml"
      ? refuse.malformed(
          "rest-xml",
          `The authorization header is malformed; the region '${region}' is wrong; expecting '${REGION}'`,
        )
      : refuse.wrongScope(request.family, `Credential should be scoped to a valid region, not '${region}'.`);
  }
  if (service !== request.service) {
    throw refuse.wrongScope(
      request.family,
      `Credential should be scoped to correct service: '${request.service}'.`,
    );
  }
}

/** The host must be signed, and each `x-amz-` header that is there. */
function checkSignedHeaders(signature: Signature, request: SignedRequest): void {
  const signed = new Set(signature.signedHeaders);
  const needed = [
    "host",
    ...Object.keys(request.message.headers).filter((name) => name.startsWith("x-amz-")),
  ];
  const missing = needed.filter((name) => !signed.has(name) && name !== "x-amz-content-sha256");
  if (missing.length === 0) return;
  const detail = `There were headers present in the request which were not signed: ${missing.join(", ")}`;
  throw request.family === "rest-xml"
    ? refuse.unsignedHeaders(detail)
    : refuse.wrongScope(request.family, detail);
}

function checkTime(signature: Signature, family: Family, now: number): void {
  const signedAt = Date.parse(
    signature.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  if (signature.expiresIn !== undefined) {
    if (now > signedAt + signature.expiresIn * 1000) throw refuse.presignedExpired();
    if (signedAt > now + MAX_SKEW_MS) throw refuse.skewed(family, "Signature not yet current");
    return;
  }
  const server = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  if (signedAt < now - MAX_SKEW_MS) {
    throw refuse.skewed(
      family,
      `Signature expired: ${signature.time} is now earlier than ${server} - 15 min.`,
    );
  }
  if (signedAt > now + MAX_SKEW_MS) {
    throw refuse.skewed(
      family,
      `Signature not yet current: ${signature.time} is still later than ${server} + 15 min.`,
    );
  }
}

function s3Keys(request: SignedRequest, authType: string): Context {
  return request.service === "s3"
    ? { "s3:authType": authType, "s3:signatureversion": "AWS4-HMAC-SHA256" }
    : {};
}

function headerValue(message: IncomingMessage, name: string): string | undefined {
  return message.headersDistinct[name]?.join(",");
}
