import { describe, expect, it } from "vitest";
import { normalisePolicy, samePolicy } from "../../src/policy/normalise.ts";
import type { PolicyDocument } from "../../src/policy/types.ts";

const written = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "List",
      Effect: "Allow",
      Principal: { AWS: "123456789012" },
      Action: ["s3:ListBucket", "s3:GetObject"],
      Resource: "arn:aws:s3:::partner-files",
      Condition: { Bool: { "aws:SecureTransport": "true" }, StringLike: { "s3:prefix": "acme/*" } },
    },
    { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: {} },
  ],
} satisfies PolicyDocument;

const readBack = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Deny", Principal: { AWS: ["*"] }, Action: ["s3:*"], Resource: ["*"] },
    {
      Sid: "List",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::123456789012:root"] },
      Action: ["s3:getobject", "s3:ListBucket", "s3:ListBucket"],
      Resource: ["arn:aws:s3:::partner-files"],
      Condition: { StringLike: { "S3:Prefix": ["acme/*"] }, Bool: { "aws:SecureTransport": ["true"] } },
    },
  ],
} satisfies PolicyDocument;

describe("normalisePolicy", () => {
  it("is blind to what has no meaning", () => {
    expect(normalisePolicy(readBack)).toEqual(normalisePolicy(written));
    expect(samePolicy(readBack, written)).toBe(true);
  });

  it("is stable", () => {
    const once = normalisePolicy(written);
    expect(normalisePolicy(once)).toEqual(once);
  });

  it.each([
    ["another Sid", { Sid: "Other" }],
    ["another effect", { Effect: "Deny" }],
    ["a resource in another case", { Resource: "arn:aws:s3:::Partner-files" }],
    ["an action more", { Action: ["s3:ListBucket", "s3:GetObject", "s3:PutObject"] }],
    ["another condition value", { Condition: { StringLike: { "s3:prefix": "acme*" } } }],
    ["no condition", { Condition: {} }],
  ])("sees %s", (_, change) => {
    const [list, deny] = written.Statement;
    const changed = { ...written, Statement: [{ ...list, ...change }, deny] } as PolicyDocument;
    expect(samePolicy(changed, written)).toBe(false);
  });

  it("takes an absent version for the old one", () => {
    const { Version: _, ...old } = written;
    expect(samePolicy(old as unknown as PolicyDocument, { ...old, Version: "2008-10-17" })).toBe(true);
    expect(samePolicy(old as unknown as PolicyDocument, written)).toBe(false);
  });
});
