import { AwsFailure, type FailureMeaning } from "./failure.ts";

/**
 * Meaning → the error codes that carry it, over all services. Codes come from the services' API references, e.g.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; the lower ones are Node's, of the network.
 */
const CODES: Readonly<Partial<Record<FailureMeaning, readonly string[]>>> = {
  denied: [
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "Forbidden",
    "AllAccessDisabled",
  ],
  missing: [
    "NoSuchEntity",
    "ResourceNotFoundException",
    "NotFoundException",
    "NoSuchKey",
    "NoSuchBucket",
    "NoSuchVersion",
    "NoSuchUpload",
    "NoSuchBucketPolicy",
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFoundError",
    "OwnershipControlsNotFoundError",
    "NoSuchTagSet",
    "ObjectLockConfigurationNotFoundError",
    "NotFound",
  ],
  exists: [
    "EntityAlreadyExists",
    "ResourceExistsException",
    "AlreadyExistsException",
    "BucketAlreadyOwnedByYou",
    "BucketAlreadyExists",
    "PreconditionFailed",
  ],
  conflict: [
    "ConcurrentModification",
    "DeleteConflict",
    "OperationAborted",
    "ConditionalRequestConflict",
    "ConflictException",
    "UnmodifiableEntity",
  ],
  throttled: [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
  ],
  unavailable: [
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "ServiceFailure",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InternalServiceError",
    "KMSInternalException",
    "DependencyTimeoutException",
    "RequestTimeout",
    "TimeoutError",
    "ECONNREFUSED",
    "ECONNRESET",
    "ECONNABORTED",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ],
  credentials: [
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "InvalidToken",
    "UnrecognizedClientException",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "AuthFailure",
    "RequestTimeTooSkewed",
    "CredentialsProviderError",
    "TokenProviderError",
  ],
  quota: ["LimitExceeded", "LimitExceededException", "ServiceQuotaExceededException", "TooManyBuckets"],
  invalid: [
    "ValidationError",
    "ValidationException",
    "InvalidInput",
    "InvalidParameterException",
    "InvalidParameterValue",
    "InvalidRequest",
    "InvalidRequestException",
    "InvalidArgument",
    "InvalidArnException",
    "InvalidGrantTokenException",
    "MalformedPolicy",
    "MalformedPolicyDocument",
    "MalformedPolicyDocumentException",
    "MalformedXML",
    "PackedPolicyTooLarge",
    "PolicyTooLarge",
    "SerializationException",
    "UnknownOperationException",
    "NotImplemented",
  ],
};

const MEANINGS: ReadonlyMap<string, FailureMeaning> = new Map(
  Object.entries(CODES).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning as FailureMeaning])),
);

/** What is known from the status alone, for answers without a body (every HEAD) and codes not in the table. */
const BY_STATUS: ReadonlyMap<number, readonly [code: string, meaning: FailureMeaning]> = new Map([
  [400, ["BadRequest", "invalid"]],
  [401, ["Unauthorized", "credentials"]],
  [403, ["Forbidden", "denied"]],
  [404, ["NotFound", "missing"]],
  [409, ["Conflict", "conflict"]],
  [412, ["PreconditionFailed", "exists"]],
  [429, ["TooManyRequests", "throttled"]],
]);

/** The meaning of an error code with its HTTP status (0 where there was no answer). */
export function meaningOf(code: string, status: number): FailureMeaning {
  const known = MEANINGS.get(code) ?? BY_STATUS.get(status)?.[1];
  if (known) return known;
  return status >= 500 ? "unavailable" : "other";
}

/** The members that SDK errors, network errors and credential providers have between them. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
  /** AWS's code on the wire for query and XML services; `name` may add `Exception` to it. */
  readonly Code?: string;
  /** Node's code of a network fault. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The SDK's names for an answer whose body names no code. */
const NAMELESS = new Set(["Unknown", "UnknownError", "Error", undefined]);

/**
 * Whatever an SDK client threw, as the one error that the rest of the project knows.
 * @param now milliseconds since the epoch
 */
export function toFailure(service: string, operation: string, thrown: unknown, now: number): AwsFailure {
  if (thrown instanceof AwsFailure) return thrown;
  const error: Thrown = typeof thrown === "object" && thrown !== null ? thrown : { message: String(thrown) };
  const status = error.$metadata?.httpStatusCode ?? 0;
  const named = error.Code ?? error.code ?? error.name;
  const code = NAMELESS.has(named)
    ? (BY_STATUS.get(status)?.[0] ?? (status ? `Http${status}` : "Unknown"))
    : String(named);
  const message =
    error.message && !NAMELESS.has(error.message)
      ? error.message
      : `${operation} answered ${status || "nothing"}`;
  return new AwsFailure(
    service,
    operation,
    code,
    message,
    status,
    error.$metadata?.requestId,
    meaningOf(code, status),
    { cause: thrown, retryAfterMs: retryAfter(error, now) },
  );
}

/** `Retry-After` in milliseconds: seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter({ $response }: Thrown, now: number): number | undefined {
  const value = $response?.headers?.["retry-after"];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return ms > 0 ? ms : undefined;
}
