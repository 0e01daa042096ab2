import { describe, expect, it } from "vitest";
import { isReady, type ReadyFacts } from "../../src/plan/ready.ts";
import type { PartnerState } from "../../src/store/partners.ts";

const SINCE = "2026-11-22T10:00:00.000Z";
const LIVE: PartnerState = {
  partner: "acme",
  state: "live",
  runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:0", from: "hosted-sftp" },
  owner: "team@example.com",
  inputs: {},
  options: {},
  since: SINCE,
};
const verdict = (facts: Partial<ReadyFacts>) => {
  const { ready, reasons } = isReady({ state: LIVE, differing: [], ...facts });
  return [ready, reasons.map(({ code, passes }) => `${code}${passes ? " passes" : ""}`)];
};
const test = (failed: number) => ({ seq: 7, at: SINCE, attempts: 63, mayPass: 20, failed });

describe("a partner is ready", () => {
  it("where it is live, tested, as recorded, and nobody is at work on it", () => {
    expect(verdict({})).toEqual([true, []]);
    expect(verdict({ lastTest: test(0) })).toEqual([true, []]);
  });

  it.each([
    ["onboarding", "RUN_OPEN passes"],
    ["testing", "RUN_OPEN passes"],
    ["offboarding", "RUN_OPEN"],
    ["adopted", "NOT_LIVE"],
    ["offboarded", "NOT_LIVE"],
  ] as const)("not while it is %s", (state, reason) => {
    // What exists of it is then of no account.
    expect(verdict({ state: { ...LIVE, state }, differing: ["IAM role"] })).toEqual([false, [reason]]);
  });

  it("not where somebody else answers at its server; where nobody does, only if that is asked for", () => {
    const at = { server: "partner", host: "sftp.example.com", port: 22, pinned: "SHA256:a" };
    const same = { ...at, verdict: "same" } as const;
    const unreached = { ...at, verdict: "unreached", code: "ETIMEDOUT", why: "there was no answer" } as const;
    expect(verdict({ servers: [same, { ...at, verdict: "other", presented: ["SHA256:b"] }] })).toEqual([
      false,
      ["HOST_KEY"],
    ]);
    expect(verdict({ servers: [{ ...at, verdict: "unproven" }] })).toEqual([false, ["HOST_KEY"]]);
    expect(verdict({ servers: [same, unreached] })).toEqual([true, []]);
    expect(verdict({ servers: [unreached], mustReach: true })).toEqual([false, ["UNREACHED passes"]]);
  });

  it("not untested, nor after a test that failed; waiting mends neither", () => {
    const untested = { since: SINCE, reason: "a fair" };
    expect(verdict({ state: { ...LIVE, untested }, lastTest: test(0) })).toEqual([false, ["UNTESTED"]]);
    expect(verdict({ lastTest: test(2) })).toEqual([false, ["TEST_FAILED"]]);
  });

  it("not where something is missing or different, or can't be seen; both may pass", () => {
    expect(verdict({ differing: ["IAM role vendor-acme"] })).toEqual([false, ["DRIFTED passes"]]);
    expect(verdict({ problem: "AWS does not answer." })).toEqual([false, ["UNKNOWN passes"]]);
  });

  it("says everything at once, and what mends it", () => {
    const { reasons } = isReady({ state: LIVE, differing: ["IAM role vendor-acme"], lastTest: test(1) });
    expect(reasons.map(({ command }) => command)).toEqual(["test acme", "status acme"]);
    expect(reasons[0]?.message).toContain("1 of 63 attempts (audit record 7)");
  });
});
