import { AwsFault } from "../../fault.ts";

/** The errors of Secrets Manager, all answered with 400. */
export const secretFault = {
  notFound: () =>
    new AwsFault("ResourceNotFoundException", 400, "Secrets Manager can't find the specified secret."),
  noVersion: (what: string) =>
    new AwsFault(
      "ResourceNotFoundException",
      400,
      `Secrets Manager can't find the specified secret value for ${what}`,
    ),
  exists: (message: string) => new AwsFault("ResourceExistsException", 400, message),
  request: (message: string) => new AwsFault("InvalidRequestException", 400, message),
  marked: () =>
    new AwsFault(
      "InvalidRequestException",
      400,
      "You can't perform this operation on the secret because it was marked for deletion.",
    ),
  parameter: (message: string) => new AwsFault("InvalidParameterException", 400, message),
  limit: (message: string) => new AwsFault("LimitExceededException", 400, message),
  nextToken: () => new AwsFault("InvalidNextTokenException", 400, "The NextToken value is invalid."),
  malformedPolicy: (message: string) => new AwsFault("MalformedPolicyDocumentException", 400, message),
  publicPolicy: () =>
    new AwsFault(
      "PublicPolicyException",
      400,
      "You can't attach this resource policy because it allows broad access to the secret.",
    ),
  kmsDenied: () => new AwsFault("AccessDeniedException", 400, "Access to KMS is not allowed"),
} as const;
