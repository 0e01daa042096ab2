import fc from "fast-check";
import { expect, test } from "vitest";
import { seenVersion, type Version, type View } from "../../../sandbox/local-aws/store/spread.ts";

const DELAYS = { minMs: 100, maxMs: 1000, flapMs: 200 };
const OLD: Version = { number: 1, writtenAt: 0, value: "old", settled: true };
const NEW: Version = { number: 2, writtenAt: 10_000, value: "new", settled: false };

function view(now: number, observer = "s3", attempt = 1): View {
  return { seed: "1", table: "t", key: "k", observer, now, attempt };
}

test("nothing is seen before the shortest delay less the flapping, everything after the longest", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (observer, attempt) => {
      const early = NEW.writtenAt + DELAYS.minMs - DELAYS.flapMs - 1;
      expect(seenVersion([OLD, NEW], view(early, observer, attempt), DELAYS)).toBe("old");
      expect(seenVersion([OLD, NEW], view(NEW.writtenAt + DELAYS.maxMs, observer, attempt), DELAYS)).toBe(
        "new",
      );
    }),
  );
});

test("observers converge at their own times", () => {
  const at = NEW.writtenAt + 550;
  const answers = Array.from({ length: 20 }, (_, index) =>
    seenVersion([OLD, NEW], view(at, `o${index}`), DELAYS),
  );
  expect(new Set(answers)).toEqual(new Set(["old", "new"]));
});

test("before an observer has converged its answers flap", () => {
  const moments = Array.from({ length: 100 }, (_, index) => NEW.writtenAt + index * 10);
  const flapping = moments.filter((now) => {
    const answers = Array.from({ length: 20 }, (_, attempt) =>
      seenVersion([OLD, NEW], view(now, "s3", attempt), DELAYS),
    );
    return new Set(answers).size === 2;
  });
  expect(flapping.length).toBeGreaterThanOrEqual(15);
  expect(Math.max(...flapping) - Math.min(...flapping)).toBeLessThanOrEqual(DELAYS.flapMs);
});
