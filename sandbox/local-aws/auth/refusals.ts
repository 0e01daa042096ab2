import { AwsFault } from "../fault.ts";

/** How a service words a refused signature. */
export type Family = "query" | "json" | "rest-xml";

/** Codes of one refusal in each family. */
type Codes = Readonly<Record<Family, string>>;

const MALFORMED: Codes = {
  query: "IncompleteSignature",
  json: "IncompleteSignatureException",
  "rest-xml": "AuthorizationHeaderMalformed",
};
const MISSING: Codes = {
  query: "MissingAuthenticationToken",
  json: "MissingAuthenticationTokenException",
  "rest-xml": "AccessDenied",
};
const UNKNOWN_KEY: Codes = {
  query: "InvalidClientTokenId",
  json: "UnrecognizedClientException",
  "rest-xml": "InvalidAccessKeyId",
};
const UNKNOWN_TOKEN: Codes = { ...UNKNOWN_KEY, "rest-xml": "InvalidToken" };
const EXPIRED_TOKEN: Codes = {
  query: "ExpiredToken",
  json: "ExpiredTokenException",
  "rest-xml": "ExpiredToken",
};
const SKEWED: Codes = {
  query: "SignatureDoesNotMatch",
  json: "InvalidSignatureException",
  "rest-xml": "RequestTimeTooSkewed",
};
const WRONG: Codes = {
  query: "SignatureDoesNotMatch",
  json: "InvalidSignatureException",
  "rest-xml": "SignatureDoesNotMatch",
};

/** S3 answers 400 where the request or its token is bad, 403 where it is refused. */
const S3_BAD_REQUEST = new Set(["AuthorizationHeaderMalformed", "ExpiredToken", "InvalidToken"]);

function refusal(family: Family, codes: Codes, message: string): AwsFault {
  const code = codes[family];
  const bad = S3_BAD_REQUEST.has(code) && family === "rest-xml";
  return new AwsFault(code, bad || code === "IncompleteSignature" ? 400 : 403, message);
}

/**
 * The refusals of authentication, in each family's codes.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const refuse = {
  malformed: (family: Family, detail: string) => refusal(family, MALFORMED, detail),
  missing: (family: Family) =>
    refusal(
      family,
      MISSING,
      family === "rest-xml" ? "Access Denied" : "Request is missing Authentication Token",
    ),
  unknownKey: (family: Family) =>
    refusal(
      family,
      UNKNOWN_KEY,
      family === "rest-xml"
        ? "The AWS Access Key Id you provided does not exist in our records."
        : "The security token included in the request is invalid.",
    ),
  unknownToken: (family: Family) =>
    refusal(
      family,
      UNKNOWN_TOKEN,
      family === "rest-xml"
        ? "The provided token is malformed or otherwise invalid."
        : "The security token included in the request is invalid.",
    ),
  expiredToken: (family: Family) =>
    refusal(
      family,
      EXPIRED_TOKEN,
      family === "rest-xml"
        ? "The provided token has expired."
        : "The security token included in the request is expired",
    ),
  skewed: (family: Family, detail: string) =>
    refusal(
      family,
      SKEWED,
      family === "rest-xml"
        ? "The difference between the request time and the current time is too large."
        : detail,
    ),
  wrongSignature: (family: Family) =>
    refusal(
      family,
      WRONG,
      family === "rest-xml"
        ? "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        : "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ),
  /** Scope or header set is not what the service wants. */
  wrongScope: (family: Family, detail: string) => refusal(family, WRONG, detail),
  unsignedHeaders: (detail: string) => new AwsFault("AccessDenied", 403, detail),
  presignedExpired: () => new AwsFault("AccessDenied", 403, "Request has expired"),
} as const;
