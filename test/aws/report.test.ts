import { describe, expect, it } from "vitest";
import { meaningOf } from "../../src/aws/classify.ts";
import { AwsFailure } from "../../src/aws/failure.ts";
import { deniedAction, toVendorError } from "../../src/aws/report.ts";

function failure(service: string, operation: string, code: string, status: number, message = "words") {
  return new AwsFailure(service, operation, code, message, status, "rid", meaningOf(code, status));
}

describe("toVendorError", () => {
  it.each([
    ["AccessDenied", 403, "ACCESS_DENIED", 3],
    ["ExpiredToken", 400, "CREDENTIALS_EXPIRED", 3],
    ["InvalidClientTokenId", 403, "CREDENTIALS_REFUSED", 3],
    ["CredentialsProviderError", 0, "CREDENTIALS_MISSING", 3],
    ["RequestTimeTooSkewed", 403, "CLOCK_SKEWED", 3],
    ["ECONNREFUSED", 0, "ENDPOINT_UNREACHABLE", 3],
    ["Throttling", 400, "THROTTLED_OUT", 3],
    ["LimitExceeded", 409, "QUOTA_REACHED", 3],
    ["MalformedPolicyDocument", 400, "AWS_FAILED", 1],
  ])("%s becomes %s", (code, status, row, exit) => {
    expect(toVendorError(failure("iam", "CreateRole", code, status), "role")).toMatchObject({
      code: row,
      exit,
      resource: "role",
      requestId: "rid",
    });
  });

  it.each([
    ["iam", "CreateRole", "roles of the account", "servicequotas/home/services/iam/quotas"],
    ["iam", "PutRolePolicy", "length of a role's inline policies", "AWS raises it for nobody"],
    ["kms", "CreateGrant", "grants of the KMS key", "services/kms/quotas"],
    ["s3", "CreateBucket", "what s3 allows of CreateBucket", "Service Quotas"],
  ])("names the quota of %s %s, who needs it and what to do", (service, operation, quota, remedy) => {
    const { message, hint } = toVendorError(
      failure(service, operation, "LimitExceeded", 409),
      "IAM role vendor-acme",
    );
    expect(message).toContain(quota);
    expect(message).toContain("IAM role vendor-acme needs more");
    expect(hint).toContain(remedy);
  });

  it("names the action that was refused", () => {
    const worded = failure(
      "s3",
      "HeadObject",
      "AccessDenied",
      403,
      "User: x is not authorized to perform: kms:Decrypt on …",
    );
    expect(deniedAction(worded)).toBe("kms:Decrypt");
    expect(deniedAction(failure("s3", "ListObjectsV2", "Forbidden", 403))).toBe("s3:ListBucket");
    expect(deniedAction(failure("secrets-manager", "CreateSecret", "AccessDeniedException", 400))).toBe(
      "secretsmanager:CreateSecret",
    );
  });
});

describe("meaningOf", () => {
  it("falls back to the status", () => {
    expect(meaningOf("Brandnew", 404)).toBe("missing");
    expect(meaningOf("Brandnew", 502)).toBe("unavailable");
    expect(meaningOf("Brandnew", 418)).toBe("other");
  });
});

it.each([
  [
    "kms",
    "CreateGrant",
    "InvalidArnException",
    "ARN does not refer to a valid principal: arn:aws:iam::210987654321:role/x",
  ],
  [
    "s3",
    "PutBucketPolicy",
    "MalformedPolicy",
    'Invalid principal in policy: "AWS":"arn:aws:iam::210987654321:role/x"',
  ],
])("%s %s: a principal that does not exist is named", (service, operation, code, message) => {
  const error = toVendorError(new AwsFailure(service, operation, code, message, 400, "r", "invalid"));
  expect(error).toMatchObject({ code: "PRINCIPAL_UNKNOWN", exit: 3 });
  expect(error.message).toContain("arn:aws:iam::210987654321:role/x ");
});
