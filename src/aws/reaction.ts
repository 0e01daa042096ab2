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

/** How services refuse a session that STS issued a moment ago and that they do not know yet. */
const UNKNOWN_YET: readonly string[] = [
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
];

/**
 * Whether a call is tried again for this failure, and for no other: AWS throttled it or was not there for it, does not
 * know a fresh session yet, or told the SDK by how much this machine's clock is wrong, which signs by it from then on.
 */
export function isRetried({ meaning, code, cause }: AwsFailure): boolean {
  if (meaning === "throttled" || meaning === "unavailable") return true;
  return (
    UNKNOWN_YET.includes(code) || (cause as SkewCorrected | undefined)?.$metadata?.clockSkewCorrected === true
  );
}
