import { expect, test } from "vitest";
import { timelineOf } from "../../../src/cli/report/timeline.ts";
import { waitsByPath } from "../../../src/gates/history.ts";
import { planOf, recordOf } from "./fixture.ts";

const USUAL = waitsByPath(
  [2_000, 4_000, 9_000].map((ms) => ({ gate: "login", expect: "allowed", ms, flaps: 0, passed: true })),
);

test("tells when each stage was, and of the test that it was between its neighbours", () => {
  const { ms, spans } = timelineOf(recordOf(), planOf(), USUAL);
  expect(ms).toBe(6_000);
  expect(spans.map(({ title, fromMs, toMs, between }) => ({ title, fromMs, toMs, between }))).toEqual([
    { title: "Stage apply", fromMs: 0, toMs: 1_000, between: false },
    { title: "Wait", fromMs: 1_000, toMs: 4_000, between: false },
    { title: "Access test", fromMs: 4_000, toMs: 5_000, between: true },
    { title: "Stage unseed", fromMs: 5_000, toMs: 5_000, between: false },
  ]);
});

test("sets what a gate measured beside what is usual", () => {
  const [wait] = timelineOf(recordOf(), planOf(), USUAL).spans.flatMap(({ waits }) => waits);
  expect(wait).toMatchObject({
    title: "log in",
    fromMs: 1_000,
    firstMs: 2_000,
    toMs: 4_000,
    usual: { ms: 4_000, of: 3 },
  });
});

test("a run that stopped early has no later stages", () => {
  const { spans } = timelineOf(recordOf({ gates: [], probes: [], calls: [] }), planOf(), []);
  expect(spans).toEqual([]);
});
