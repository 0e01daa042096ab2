import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../../src/core/events.ts";
import type { Gate, GateTiming } from "../../src/core/plan.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { AttemptResult, Verdict } from "../../src/core/probe.ts";
import { waitAtGate } from "../../src/gates/gate.ts";
import { hitPause, missPause } from "../../src/gates/pace.ts";

const START = 1_700_000_000_000;

/** A clock that passes over each sleep; somebody puts its time of day on by `jump` ms at the first. */
function virtualClock(jump = 0): Clock & { advance(ms: number): void } {
  let now = START;
  let put = 0;
  return {
    now: () => now + put,
    elapsed: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      put = jump;
      now += ms;
    },
  };
}

function gateOf(timing: GateTiming, expected: Verdict = "allowed"): Gate {
  return {
    id: "s3:list",
    title: "listing the own prefix",
    timing,
    probe: {
      id: "s3.own.list",
      group: "own",
      actor: "partner",
      attempt: { type: "aws", call: { service: "s3", operation: "ListObjectsV2", input: {} } },
      expect: expected,
      title: "list the own prefix",
      reason: "it is theirs",
    },
  };
}

/** Runs a gate against a path whose answer is a function of the time since opening. */
async function simulate(
  timing: GateTiming,
  path: (ms: number) => AttemptResult["verdict"],
  options: { latency?: number; expected?: Verdict; signal?: AbortSignal; jump?: number; lost?: number } = {},
) {
  const clock = virtualClock(options.jump);
  const events: Event[] = [];
  const answers: { askedMs: number; verdict: AttemptResult["verdict"] }[] = [];
  const measurement = await waitAtGate(
    gateOf(timing, options.expected),
    async () => {
      const askedMs = clock.elapsed() - START;
      const verdict = path(askedMs);
      clock.advance(options.latency ?? 0);
      if (answers.length === 1) clock.advance(options.lost ?? 0);
      answers.push({ askedMs, verdict });
      return verdict === "allowed" ? { verdict } : { verdict, code: "AccessDenied" };
    },
    {
      clock,
      sink: { emit: (event) => events.push(event) },
      signal: options.signal ?? new AbortController().signal,
      lostMs: () => (answers.length > 1 ? (options.lost ?? 0) : 0),
    },
  );
  return { measurement, events, answers };
}

const TIMING: GateTiming = { consecutive: 5, overMs: 10_000, deadlineMs: 600_000 };

describe("waitAtGate", () => {
  it("passes a settled path as soon as the window is full, asked often enough to see a flap", async () => {
    const { measurement } = await simulate(TIMING, () => "allowed", { latency: 40 });
    expect(measurement).toMatchObject({ attempts: 22, firstMs: 40, flaps: 0, passed: true });
    expect(measurement.ms).toBe(10_081);
    expect(measurement.lastMissMs).toBeUndefined();
  });

  it.each([3_600_000, -3_600_000])("waits as long when the clock is put on by %d ms", async (jump) => {
    const path = (ms: number) => (ms < 3_000 ? "denied" : "allowed");
    const { openedAt: _, ...steady } = (await simulate(TIMING, path)).measurement;
    expect((await simulate(TIMING, path, { jump })).measurement).toMatchObject(steady);
    const late = await simulate({ ...TIMING, deadlineMs: 60_000 }, () => "denied", { jump });
    expect(late.measurement.ms).toBeGreaterThan(57_000);
  });

  it("asks a slow path less often, and still the wanted number of times", async () => {
    const slow = await simulate(TIMING, () => "allowed", { latency: 800 });
    expect(slow.measurement.attempts).toBe(12);
    const slowest = await simulate(TIMING, () => "allowed", { latency: 4_000 });
    expect(slowest.measurement).toMatchObject({ attempts: 5, passed: true });
  });

  it("starts again after a flap and counts it", async () => {
    const { measurement } = await simulate(TIMING, (ms) =>
      ms < 3_000 || (ms > 6_000 && ms < 9_000) ? "denied" : "allowed",
    );
    expect(measurement).toMatchObject({ flaps: 1, passed: true, lastMiss: "AccessDenied" });
    expect(measurement.lastMissMs).toBeLessThan(9_000);
    expect(measurement.ms - (measurement.lastMissMs ?? 0)).toBeGreaterThanOrEqual(10_000);
  });

  it("does not count what was lost to an endpoint that was gone, up to as long as it may wait", async () => {
    const path = (ms: number) => (ms < 4_000 ? "denied" : "allowed");
    const timing = { ...TIMING, deadlineMs: 60_000 };
    expect((await simulate(timing, path, { lost: 59_000 })).measurement.passed).toBe(true);
    expect((await simulate(timing, () => "denied", { lost: 59_000 })).measurement.ms).toBeGreaterThan(
      115_000,
    );
    expect((await simulate(timing, () => "denied", { lost: 500_000 })).measurement.attempts).toBe(2);
  });

  it("counts an error as a miss, whatever is expected", async () => {
    const { measurement } = await simulate({ ...TIMING, deadlineMs: 5_000 }, () => "error", {
      expected: "denied",
    });
    expect(measurement).toMatchObject({ passed: false, flaps: 0, lastMiss: "AccessDenied" });
    expect(measurement.firstMs).toBeUndefined();
  });

  it("waits for denials where those are expected", async () => {
    const { measurement } = await simulate(TIMING, (ms) => (ms < 4_000 ? "allowed" : "denied"), {
      expected: "denied",
    });
    expect(measurement).toMatchObject({ passed: true, lastMiss: "allowed" });
  });

  it("asks no attempt after the deadline", async () => {
    const { measurement, answers } = await simulate({ ...TIMING, deadlineMs: 60_000 }, () => "denied");
    expect(measurement.passed).toBe(false);
    expect(measurement.ms).toBeGreaterThan(58_000);
    expect(Math.max(...answers.map((answer) => answer.askedMs))).toBeLessThanOrEqual(60_000);
  });

  it("rejects with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("interrupted");
    const wait = simulate(
      TIMING,
      (ms) => {
        if (ms > 2_000) controller.abort(reason);
        return "denied";
      },
      { signal: controller.signal },
    );
    await expect(wait).rejects.toBe(reason);
  });

  it("tells its start, every answer and its end", async () => {
    const { events, measurement } = await simulate(
      { consecutive: 2, overMs: 100, deadlineMs: 10_000 },
      (ms) => (ms === 0 ? "denied" : "allowed"),
    );
    expect(events.map((event) => event.type)).toEqual([
      "gate.started",
      "gate.progress",
      "gate.progress",
      "gate.progress",
      "gate.finished",
    ]);
    expect(events[1]).toMatchObject({ hits: 0, code: "AccessDenied" });
    expect(events.at(-1)).toMatchObject({ gate: "s3:list", measurement });
  });
});

describe("any path that flaps", () => {
  const timings = fc.record({
    consecutive: fc.integer({ min: 1, max: 10 }),
    overMs: fc.integer({ min: 0, max: 30_000 }),
    deadlineMs: fc.integer({ min: 1_000, max: 300_000 }),
  });
  const windows = fc.array(fc.tuple(fc.nat(60_000), fc.nat(8_000)), { maxLength: 6 });

  it("passes only on an unbroken streak over the window, and soon after the path has settled", async () => {
    await fc.assert(
      fc.asyncProperty(timings, windows, fc.nat(3_000), async (timing, misses, latency) => {
        const missing = (ms: number) => misses.some(([from, length]) => ms >= from && ms < from + length);
        const settledMs = Math.max(0, ...misses.map(([from, length]) => from + length));
        const { measurement, answers } = await simulate(
          timing,
          (ms) => (missing(ms) ? "denied" : "allowed"),
          { latency },
        );
        const streak = answers.slice(answers.findLastIndex((answer) => answer.verdict !== "allowed") + 1);
        if (measurement.passed) {
          const first = streak[0]?.askedMs ?? Number.NaN;
          expect(streak.length).toBeGreaterThanOrEqual(timing.consecutive);
          expect((streak.at(-1)?.askedMs ?? 0) - (first + latency)).toBeGreaterThanOrEqual(timing.overMs);
        }
        const pause = hitPause(timing, latency);
        const window = Math.max(timing.overMs, pause * (timing.consecutive - 1));
        const slow = (timing.consecutive + 2) * latency;
        const bound = settledMs + missPause(99) + window + pause * 2 + slow;
        if (measurement.passed) expect(measurement.ms).toBeLessThanOrEqual(bound + latency);
        else expect(bound + latency).toBeGreaterThan(timing.deadlineMs - Math.max(pause, missPause(99)));
      }),
      { numRuns: 300 },
    );
  });
});
