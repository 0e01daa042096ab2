import { describe, expect, it } from "vitest";
import { judgeCase } from "../../src/policy/cases/judge.ts";
import { evaluate } from "../../src/policy/evaluate.ts";
import type { Principal } from "../../src/policy/types.ts";
import { named, PRINCIPALS, readCases } from "./support.ts";

describe.each(readCases())("$topic", ({ cases }) => {
  it.each(cases)("$name: $reason", (policyCase) => {
    const { decision, disagreements } = judgeCase(policyCase);
    expect(disagreements, decision.why).toEqual([]);
    expect(decision.allowed).toBe(decision.outcome === "allowed");
    expect(decision.why).not.toBe("");
  });

  it("names each case once", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});

it("takes an empty list of session policies for none", () => {
  const identity = [named("identity", [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }])];
  const request = {
    principal: PRINCIPALS.acme as Principal,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::partner-files/acme/a",
    resourceAccount: "123456789012",
    context: {},
  };
  expect(evaluate(request, { identity, session: [] }).allowed).toBe(true);
});
