import { expect, it } from "vitest";
import type { Gate } from "../../src/core/plan.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { AttemptResult } from "../../src/core/probe.ts";
import { watchGate } from "../../src/gates/watch.ts";

const GATE: Gate = {
  id: "s3.own.get@heldSession",
  title: "get an own object",
  timing: { consecutive: 5, overMs: 10_000, deadlineMs: 60_000 },
  probe: {
    id: "s3.own.get@heldSession",
    group: "own",
    actor: "heldSession",
    attempt: { type: "aws", call: { service: "s3", operation: "GetObject", input: {} } },
    expect: "denied",
    title: "get an own object",
    reason: "it was opened while access was alive",
  },
};

/** Time that goes on only as far as it is let. */
function steppedClock() {
  let now = 1_700_000_000_000;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    ...({} as Clock),
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(signal?.reason);
        signal?.addEventListener("abort", stop);
        const wake = () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        };
        sleepers.push({ at: now + ms, wake });
      }),
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    async until(ms: number) {
      for (const end = now + ms; now < end; ) {
        await settle();
        now += 50;
        for (const sleeper of sleepers.splice(0)) sleeper.at <= now ? sleeper.wake() : sleepers.push(sleeper);
      }
      await settle();
    },
  };
}

it("tells when a path was last served and first refused, while nobody waits for it", async () => {
  const { clock, until } = steppedClock();
  const begun = clock.now();
  const answer = (): AttemptResult["verdict"] => (clock.now() - begun < 1_100 ? "allowed" : "denied");
  const watch = watchGate(GATE, async () => ({ verdict: answer() }), {
    clock,
    signal: new AbortController().signal,
  });
  await until(3_000);
  const seen = await watch.end();
  expect(seen).toMatchObject({ expect: "denied", lastMiss: "allowed", flaps: 0, passed: true });
  expect(seen.lastMissMs).toBeLessThan(1_100);
  expect(seen.firstMs).toBeGreaterThanOrEqual(1_100);
  expect((seen.firstMs ?? 0) - (seen.lastMissMs ?? 0)).toBeLessThanOrEqual(300);
});

it("counts what comes back, and does not pass on it", async () => {
  const { clock, until } = steppedClock();
  const answers: AttemptResult["verdict"][] = ["denied", "allowed"];
  const watch = watchGate(GATE, async () => ({ verdict: answers.shift() ?? "allowed" }), {
    clock,
    signal: new AbortController().signal,
  });
  await until(1_000);
  expect(await watch.end()).toMatchObject({ flaps: 1, passed: false });
});

it("tells whoever ends it why it could not ask, and nobody else", async () => {
  const { clock, until } = steppedClock();
  const watch = watchGate(GATE, () => Promise.reject(new RangeError("no session")), {
    clock,
    signal: new AbortController().signal,
  });
  await until(500);
  await expect(watch.end()).rejects.toThrow("no session");
});
