import { expect, it } from "vitest";
import { type AuditRecord, GENESIS } from "../../src/audit/chain.ts";
import { lastTest } from "../../src/audit/last-test.ts";

const record = (seq: number, more: object) =>
  ({
    partner: "acme",
    type: "test",
    outcome: "done",
    prev: GENESIS,
    hash: "",
    at: "",
    seq,
    ...more,
  }) as AuditRecord;
const at = "2026-11-22T10:00:00.000Z";
const probes = [
  { ok: true, expect: "allowed" },
  { ok: true, expect: "denied" },
];

it("is the newest that got to its end, of that partner, with what it found", () => {
  const found = [{ ok: true }, { ok: false }];
  const log = [
    record(1, { type: "onboard", finishedAt: at, probes }),
    record(2, { outcome: "findings", finishedAt: at, probes: found }),
    record(3, { outcome: "interrupted", finishedAt: at, probes }),
    record(4, { partner: "globex", finishedAt: at, probes }),
    record(5, { type: "onboard", finishedAt: at, probes: [] }),
    record(6, { type: "certificate", finishedAt: at, probes }),
  ];
  expect(lastTest(log, "acme")).toEqual({ seq: 2, at, attempts: 2, mayPass: 0, failed: 1 });
  expect(lastTest(log.slice(0, 1), "acme")).toEqual({ seq: 1, at, attempts: 2, mayPass: 1, failed: 0 });
  expect(lastTest(log, "initech")).toBeUndefined();
});
