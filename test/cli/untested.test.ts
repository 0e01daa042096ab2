import { expect, it } from "vitest";
import { livedUntestedTexts, untestedAfter, untestednessOf } from "../../src/cli/untested.ts";
import type { PartnerState } from "../../src/store/partners.ts";

const state = (change: Partial<PartnerState>): PartnerState => ({
  partner: "acme",
  state: "live",
  runbook: { name: "hosted-sftp", version: "1.0.0", from: "hosted-sftp", digest: "sha256:0" },
  owner: "team@example.com",
  inputs: {},
  options: {},
  since: "2026-01-01T00:00:00.000Z",
  ...change,
});
const untested = { since: "2026-01-01T00:00:00.000Z", reason: "an outage" };
const at = "2026-01-03T00:00:00.000Z";
const once = { ...untested, until: at };

it("is untested from the first onboarding without a test on, whatever is onboarded so again", () => {
  const first = untestedAfter(undefined, { command: "onboard", skipTest: "an outage", tested: false, at });
  expect(first).toEqual({ untested: { since: at, reason: "an outage" } });
  const before = state({ untested });
  expect(untestedAfter(before, { command: "onboard", skipTest: "again", tested: false, at })).toEqual({
    untested: { since: untested.since, reason: "again" },
  });
  expect(untestedAfter(before, { command: "test", tested: false, at })).toEqual({ untested });
});

it.each([
  ["a test that passed", { command: "test", tested: true, at }],
  ["an onboarding with its test", { command: "onboard", tested: true, at }],
  ["an offboarding", { command: "offboard", tested: false, at }],
] as const)("ends with %s, which is kept for ever", (_, done) => {
  expect(untestedAfter(state({ untested }), done)).toEqual({ livedUntested: [once] });
  const later = state({ livedUntested: [once] });
  expect(untestedAfter(later, done)).toEqual({ livedUntested: [once] });
  expect(livedUntestedTexts(later)).toEqual(["untested from 2026-01-01 to 2026-01-03: an outage"]);
});

it("is not forgotten by what is under way or was taken over since", () => {
  const settled = state({ untested, livedUntested: [once] });
  for (const status of ["testing", "onboarding", "adopted"] as const)
    expect(untestednessOf(state({ state: status, settled }))).toEqual({ untested, livedUntested: [once] });
});
