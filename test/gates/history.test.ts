import { expect, it } from "vitest";
import { usualWait, waitsByPath, waitsOf } from "../../src/gates/history.ts";

const gate = (id: string, ms: number, more = {}) => ({
  id,
  expect: "allowed",
  ms,
  flaps: 0,
  passed: true,
  attempts: 5,
  ...more,
});
const TWENTY = Array.from({ length: 20 }, (_, index) => gate("s3.own.list", (20 - index) * 100));

it("tells median, 95th percentile and longest wait of each path, by what was waited for", () => {
  const waits = waitsOf([
    ...TWENTY,
    gate("s3.own.list", 600_000, { passed: false, flaps: 3 }),
    gate("s3.own.list", 70, { expect: "denied" }),
    gate("sftp.own.list", 4_000, { passed: false }),
    gate("sftp.own.list", 9_000, { watched: true }),
  ]);
  expect(waitsByPath(waits)).toEqual([
    {
      service: "s3",
      path: "s3.own.list",
      expect: "allowed",
      passed: 20,
      late: 1,
      flaps: 3,
      p50Ms: 1_000,
      p95Ms: 1_900,
      maxMs: 2_000,
    },
    {
      service: "s3",
      path: "s3.own.list",
      expect: "denied",
      passed: 1,
      late: 0,
      flaps: 0,
      p50Ms: 70,
      p95Ms: 70,
      maxMs: 70,
    },
    {
      service: "sftp",
      path: "sftp.own.list",
      expect: "allowed",
      passed: 0,
      late: 1,
      flaps: 0,
      p50Ms: 0,
      p95Ms: 0,
      maxMs: 0,
    },
  ]);
  const usual = usualWait(waits);
  expect(usual("s3.own.list", "allowed")).toBe(1_000);
  expect(usual("s3.own.list", "denied")).toBe(70);
  expect(usual("sftp.own.list", "allowed")).toBeUndefined();
});

it("reads past what is no measurement", () => {
  expect(waitsOf(undefined)).toEqual([]);
  expect(waitsOf([null, "x", { id: 3 }, { id: "a", ms: "1", flaps: 0 }])).toEqual([]);
});
