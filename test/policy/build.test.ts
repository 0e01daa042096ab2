import { expect, it } from "vitest";
import { type ReasonedStatement, reasonsOf, toDocument } from "../../src/policy/build.ts";

const statements: readonly ReasonedStatement[] = [
  {
    Sid: "AcmeGet",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::partner-files/acme/*",
    reason: "acme downloads its files",
  },
];

it("keeps reasons out of the document that AWS gets", () => {
  const { reason: _, ...statement } = statements[0] as ReasonedStatement;
  expect(toDocument(statements)).toEqual({ Version: "2012-10-17", Statement: [statement] });
});

it("gives each statement's reason by its Sid", () => {
  expect(reasonsOf(statements)).toEqual({ AcmeGet: "acme downloads its files" });
});
