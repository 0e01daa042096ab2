import { describe, expect, it } from "vitest";
import { cloudTrailEvent } from "../../../sandbox/local-aws/services/cloudtrail-event.ts";
import type { TrailEvent } from "../../../sandbox/local-aws/world.ts";

const EVENT: TrailEvent = {
  eventId: "e-1",
  eventTime: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  eventSource: "kms.amazonaws.com",
  eventName: "CreateGrant",
  readOnly: false,
  data: false,
  account: "123456789012",
  caller: {
    type: "user",
    account: "123456789012",
    arn: "arn:aws:iam::123456789012:user/engineer",
    userId: "AIDA1",
  },
  sourceIp: "127.0.0.1",
  userAgent: "test",
  requestId: "r-1",
  resources: [],
};

describe("a CloudTrail record", () => {
  it("writes members with a small first letter, and the caller's own keys as they are", () => {
    const request = {
      KeyId: "key-1",
      Operations: ["Decrypt"],
      Constraints: { EncryptionContextSubset: { SecretARN: "arn:aws:secretsmanager:…" } },
      Tags: [{ Key: "Owner", Value: "Team" }],
    };
    expect(cloudTrailEvent({ ...EVENT, request })).toMatchObject({
      eventTime: "2026-01-02T03:04:05Z",
      requestParameters: {
        keyId: "key-1",
        operations: ["Decrypt"],
        constraints: { encryptionContextSubset: { SecretARN: "arn:aws:secretsmanager:…" } },
        tags: [{ key: "Owner", value: "Team" }],
      },
    });
  });

  it("names resources by their ARNs, and none that has no ARN", () => {
    const resources = [
      { type: "AWS::KMS::Key", name: "arn:aws:kms:eu-central-1:123456789012:key/1" },
      { type: "AWS::IAM::Role", name: "vendor-acme" },
    ];
    expect(cloudTrailEvent({ ...EVENT, resources })).toMatchObject({
      requestParameters: null,
      resources: [{ type: "AWS::KMS::Key", ARN: "arn:aws:kms:eu-central-1:123456789012:key/1" }],
    });
  });
});
