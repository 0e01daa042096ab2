import type { Gate, GateTiming } from "../../src/core/plan.ts";
import { waitAtGate } from "../../src/gates/gate.ts";
import { missPause } from "../../src/gates/pace.ts";
import { seeded } from "../sim/random.ts";
import { type Flapping, makePath, type Path, SERVICES } from "./paths.ts";

/** As it is configured where nobody says otherwise. */
export const TIMING: GateTiming = { consecutive: 5, overMs: 10_000, deadlineMs: 600_000 };

/** One gate at one path. Times in milliseconds. */
export interface Passage {
  readonly seed: number;
  readonly passed: boolean;
  /** Declared ready while the path could still refuse. */
  readonly early: boolean;
  /** From the moment of true consistency until the gate let through; negative where it was early. */
  readonly overshootMs: number;
  /** The most that it may be: the window, one pause after a miss, and the attempts at both ends of either. */
  readonly boundMs: number;
  readonly attempts: number;
}

/** Waits at one path that a seed makes, on a clock that jumps. */
export async function simulate(flapping: Flapping, seed: number): Promise<Passage> {
  const random = seeded(`${flapping} ${seed}`);
  const path = makePath(flapping, TIMING.overMs, random);
  let now = 0;
  const { passed, attempts, ms } = await waitAtGate(
    GATE,
    async () => {
      const took = path.latency();
      // A service decides somewhere between the question and the answer.
      const answers = path.answers(now + took * random());
      now += took;
      return { verdict: answers ? "allowed" : "denied" };
    },
    {
      clock: {
        now: () => now,
        elapsed: () => now,
        sleep: async (pause) => {
          now += pause;
        },
      },
      sink: { emit: () => undefined },
      signal: new AbortController().signal,
    },
  );
  const overshootMs = ms - path.consistentAt;
  return { seed, passed, early: passed && overshootMs < 0, overshootMs, boundMs: boundOf(path), attempts };
}

/** The attempt that just missed it, the pause after that, the first that hits; the window; what the last takes, twice. */
function boundOf({ service }: Path): number {
  return TIMING.overMs + missPause(Number.POSITIVE_INFINITY) + 4 * SERVICES[service].slow;
}

const GATE: Gate = {
  id: "s3.own.list",
  title: "list the own prefix",
  timing: TIMING,
  probe: {
    id: "s3.own.list",
    group: "own",
    actor: "partner",
    attempt: { type: "aws", call: { service: "s3", operation: "ListObjectsV2", input: {} } },
    expect: "allowed",
    title: "list the own prefix",
    reason: "it is theirs",
  },
};

/** What came of many seeds. */
export interface Report {
  readonly seeds: number;
  readonly late: number;
  readonly early: readonly number[];
  /** Seeds that took longer than they may. */
  readonly slow: readonly number[];
  /** Beyond the moment of true consistency, of those that were not early. */
  readonly overshoot: { readonly p50Ms: number; readonly p95Ms: number; readonly maxMs: number };
  readonly attempts: number;
}

/** Simulates seeds 1 to `seeds`. */
export async function simulateAll(flapping: Flapping, seeds: number): Promise<Report> {
  const passages: Passage[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) passages.push(await simulate(flapping, seed));
  const right = passages.filter(({ passed, early }) => passed && !early);
  const sorted = right.map(({ overshootMs }) => overshootMs).sort((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  return {
    seeds,
    late: passages.filter(({ passed }) => !passed).length,
    early: passages.filter(({ early }) => early).map(({ seed }) => seed),
    slow: right.filter(({ overshootMs, boundMs }) => overshootMs > boundMs).map(({ seed }) => seed),
    overshoot: { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) },
    attempts: passages.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}
