import type { AwsFailure } from "./failure.ts";

/** What the SDK notes in an error once it has learned by how much this machine's clock is wrong. */
interface SkewCorrected {
  readonly $metadata?: { readonly clockSkewCorrected?: boolean };
}

/** How AWS refuses credentials that have expired, and the SDK's providers what they have in their caches. */
const EXPIRED: readonly string[] = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
const NOT_PROVIDED: readonly string[] = ["CredentialsProviderError", "TokenProviderError"];

/** Whether AWS says that the session of a call has come to its end. */
export function isSessionOver({ code }: AwsFailure): boolean {
  return EXPIRED.includes(code);
}

/** Whether new credentials would help: the old ones have expired, or could not be got again. */
export function isExpired(failure: AwsFailure): boolean {
  return isSessionOver(failure) || NOT_PROVIDED.includes(failure.code);
}

/**
 * Whether S3 may mean that the session is over, without saying so: its answers to HEAD have no body, and a status alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export function saysNoMore({ service, operation, status }: AwsFailure): boolean {
  return service === "s3" && operation.startsWith("Head") && status === 400;
}

/** How services refuse a session that STS issued a moment ago and that they do not know yet. */
const UNKNOWN_YET: readonly string[] = [
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
];

/**
 * Operations that take neither a name nor a token by which AWS would know a call that is sent again: each makes another.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 * https://docs.aws.amazon.com/transfer/latest/APIReference/API_CreateServer.html
 */
const MAKES_ANOTHER: readonly string[] = ["kms.CreateKey", "transfer.CreateServer"];

/** Network faults at which no byte of a request had been sent. */
const UNSENT: readonly string[] = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"];

/**
 * Whether a call may have had its effect although it failed, and would have it a second time: what it made has to be
 * looked for before it is sent again.
 */
export function mayMakeAnother({ service, operation, meaning, code }: AwsFailure): boolean {
  return (
    meaning === "unavailable" && MAKES_ANOTHER.includes(`${service}.${operation}`) && !UNSENT.includes(code)
  );
}

/**
 * Whether a call is tried again for this failure, and for no other: AWS throttled it or was not there for it, does not
 * know a fresh session yet, or told the SDK by how much this machine's clock is wrong, which signs by it from then on.
 */
export function isRetried(failure: AwsFailure): boolean {
  const { meaning, code, cause } = failure;
  if (mayMakeAnother(failure)) return false;
  if (meaning === "throttled" || meaning === "unavailable") return true;
  return (
    UNKNOWN_YET.includes(code) || (cause as SkewCorrected | undefined)?.$metadata?.clockSkewCorrected === true
  );
}
