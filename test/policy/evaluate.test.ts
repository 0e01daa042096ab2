import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/policy/evaluate.ts";
import { readCases } from "./support.ts";

describe.each(readCases())("$topic", ({ cases }) => {
  it.each(cases)("$name: $reason", ({ request, policies, expect: expected }) => {
    const decision = evaluate(request, policies);
    expect(decision).toMatchObject({
      outcome: expected.outcome,
      allowed: expected.outcome === "allowed",
      ...(expected.by && { by: expected.by }),
      ...(expected.sid && { statement: { sid: expected.sid } }),
      why: expect.stringContaining(expected.why ?? ""),
    });
    expect(decision.why).not.toBe("");
  });

  it("names each case once", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});
