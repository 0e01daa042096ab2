import { type Family, refuse } from "./refusals.ts";

/** What a request says about its signature, in headers or in the query. */
export interface Signature {
  readonly accessKeyId: string;
  readonly token?: string;
  /** `20260131T120000Z` */
  readonly time: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `DAY/REGION/SERVICE/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Seconds a presigned URL is valid; absent for a signature in the headers. */
  readonly expiresIn?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** The service that a request is addressed to by its credential scope, before anything of it is believed. */
export function scopeService(authorization: string | undefined, query: URLSearchParams): string | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(authorization ?? "")?.[1] ?? query.get("X-Amz-Credential") ?? "";
  return credential.split("/").at(-2);
}

/**
 * Reads the signature of a request.
 * @returns `undefined` for a request that is not signed
 * @throws AwsFault where it is incomplete
 */
export function readSignature(
  header: (name: string) => string | undefined,
  query: URLSearchParams,
  family: Family,
): Signature | undefined {
  const authorization = header("authorization");
  if (authorization !== undefined) return fromHeader(authorization, header, family);
  if (query.has("X-Amz-Signature") || query.has("X-Amz-Algorithm")) return fromQuery(query, family);
  return undefined;
}

function fromHeader(
  authorization: string,
  header: (name: string) => string | undefined,
  family: Family,
): Signature {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    throw refuse.malformed(
      family,
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  }
  const parts = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(",")
      .map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]),
  );
  const missing = ["Credential", "SignedHeaders", "Signature"].filter((name) => !parts.get(name));
  if (missing.length > 0) {
    const detail = missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" ");
    throw refuse.malformed(family, `${detail} Authorization=${ALGORITHM}`);
  }
  const time = header("x-amz-date") ?? "";
  const token = header("x-amz-security-token");
  return {
    ...credentialScope(parts.get("Credential") ?? "", time, family),
    signedHeaders: (parts.get("SignedHeaders") ?? "").split(";"),
    signature: parts.get("Signature") ?? "",
    ...(token === undefined ? {} : { token }),
  };
}

function fromQuery(query: URLSearchParams, family: Family): Signature {
  const value = (name: string): string => {
    const found = query.get(`X-Amz-${name}`);
    if (found === null || found === "")
      throw refuse.malformed(family, `Query-string authentication requires X-Amz-${name}.`);
    return found;
  };
  if (value("Algorithm") !== ALGORITHM)
    throw refuse.malformed(family, `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const expiresIn = Number(value("Expires"));
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > 604_800) {
    throw refuse.malformed(family, "X-Amz-Expires must be between 1 and 604800 seconds");
  }
  const token = query.get("X-Amz-Security-Token");
  return {
    ...credentialScope(value("Credential"), value("Date"), family),
    signedHeaders: value("SignedHeaders").split(";"),
    signature: value("Signature"),
    expiresIn,
    ...(token === null ? {} : { token }),
  };
}

function credentialScope(credential: string, time: string, family: Family) {
  const parts = credential.split("/");
  const [accessKeyId = "", day = "", region = "", service = "", terminator] = parts;
  if (parts.length !== 5 || terminator !== "aws4_request") {
    throw refuse.malformed(
      family,
      'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (!/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(day)) {
    throw refuse.malformed(
      family,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${time.slice(0, 8)}'.`,
    );
  }
  return { accessKeyId, day, region, service, time, scope: `${day}/${region}/${service}/aws4_request` };
}
