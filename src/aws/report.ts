import { type VendorError, vendorError } from "../core/errors.ts";
import type { AwsFailure } from "./failure.ts";
import { quotaOf } from "./quotas.ts";
import { isSessionOver } from "./reaction.ts";

/** IAM's prefixes where they are not the SDK's package names. */
const IAM_PREFIX: Readonly<Record<string, string>> = { "secrets-manager": "secretsmanager" };

/** S3's operations whose IAM action has another name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: "GetObject",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListMultipartUploads: "ListBucketMultipartUploads",
  DeleteObjects: "DeleteObject",
  CopyObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  CompleteMultipartUpload: "PutObject",
  UploadPartCopy: "PutObject",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  GetBucketEncryption: "GetEncryptionConfiguration",
};

/** The IAM action that a denied call asked for: AWS's message names it where it can, else it follows from the call. */
export function deniedAction(failure: AwsFailure): string {
  const named = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(failure.message)?.[1];
  if (named) return named;
  const operation =
    failure.service === "s3" ? (S3_ACTIONS[failure.operation] ?? failure.operation) : failure.operation;
  return `${IAM_PREFIX[failure.service] ?? failure.service}:${operation}`;
}

/** A failed call of the operator as the row of the error table that says what to do about it. */
export function toVendorError(failure: AwsFailure, resource?: string): VendorError {
  const { service, operation, code, message, requestId } = failure;
  const details = {
    cause: failure,
    ...(resource === undefined ? {} : { resource }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  switch (failure.meaning) {
    case "denied":
      return vendorError("accessDenied", { action: deniedAction(failure), message }, details);
    case "credentials":
      return credentialsError(failure, details);
    case "unavailable":
      return vendorError("endpointUnreachable", { service, code, message }, details);
    case "throttled":
      return vendorError("throttledOut", { operation, code }, details);
    case "quota":
      return vendorError(
        "quotaReached",
        { ...quotaOf(failure), operation, code, message, resource: resource ?? operation },
        details,
      );
    case "invalid":
      if (!namesUnknownPrincipal(failure))
        return vendorError("awsFailed", { operation, code, message }, details);
      return vendorError("principalUnknown", { principal: principalOf(message), operation, code }, details);
    default:
      return vendorError("awsFailed", { operation, code, message }, details);
  }
}

/**
 * Whether AWS refused a policy or a grant because it names a role or user that does not exist.
 * KMS: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html;
 * S3 and IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-principals.html
 */
function namesUnknownPrincipal({ operation, code, message }: AwsFailure): boolean {
  if (code === "InvalidArnException") return operation === "CreateGrant";
  return code.startsWith("MalformedPolicy") && /invalid principal/i.test(message);
}

/** The principal that AWS's message names, where it does. */
function principalOf(message: string): string {
  return (
    /arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[\w+=,.@/-]*[\w+=@/-]/.exec(message)?.[0] ??
    "a role or user of the policy"
  );
}

function credentialsError(failure: AwsFailure, details: object): VendorError {
  const { operation, code, message } = failure;
  if (isSessionOver(failure) || /aws sso login/.test(message)) {
    return vendorError("credentialsExpired", { login: "aws sso login" }, details);
  }
  if (code === "CredentialsProviderError" || code === "TokenProviderError") {
    return vendorError("credentialsMissing", { reason: message }, details);
  }
  if (code === "RequestTimeTooSkewed") return vendorError("clockSkewed", { operation }, details);
  return vendorError("credentialsRefused", { operation, code, message }, details);
}
