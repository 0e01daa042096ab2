import { AwsFault } from "../../fault.ts";

/** The errors of KMS. All are answered with 400 except where AWS documents another status. */
export const kmsFault = {
  notFound: (message: string) => new AwsFault("NotFoundException", 400, message),
  invalidArn: (message: string) => new AwsFault("InvalidArnException", 400, message),
  invalidState: (message: string) => new AwsFault("KMSInvalidStateException", 400, message),
  disabled: (arn: string) => new AwsFault("DisabledException", 400, `${arn} is disabled.`),
  invalidCiphertext: () => new AwsFault("InvalidCiphertextException", 400, ""),
  incorrectKey: () =>
    new AwsFault(
      "IncorrectKeyException",
      400,
      "The key ID in the request does not identify a CMK that can perform this operation.",
    ),
  invalidSignature: () => new AwsFault("KMSInvalidSignatureException", 400, ""),
  invalidUsage: (message: string) => new AwsFault("InvalidKeyUsageException", 400, message),
  malformedPolicy: (message: string) => new AwsFault("MalformedPolicyDocumentException", 400, message),
  limit: (message: string) => new AwsFault("LimitExceededException", 400, message),
  validation: (message: string) => new AwsFault("ValidationException", 400, message),
  invalidMarker: () => new AwsFault("InvalidMarkerException", 400, "Could not deserialize marker."),
  invalidGrantToken: () => new AwsFault("InvalidGrantTokenException", 400, "Invalid grant token."),
  unsupported: (message: string) => new AwsFault("UnsupportedOperationException", 400, message),
  tag: (message: string) => new AwsFault("TagException", 400, message),
  dryRun: () =>
    new AwsFault(
      "DryRunOperationException",
      412,
      "The request would have succeeded, but the DryRun option is set.",
    ),
  denied: (message: string) => new AwsFault("AccessDeniedException", 400, message),
} as const;
