import { isJsonObject, type Json } from "../core/json.ts";
import type { Verdict } from "../core/probe.ts";

/** One wait that was recorded. */
export interface Wait {
  readonly gate: string;
  readonly expect: Verdict;
  readonly ms: number;
  readonly flaps: number;
  readonly passed: boolean;
}

/** All recorded waits for one path to answer in one way. Times in milliseconds, of those that were passed. */
export interface PathWaits {
  /** What the path begins with, e.g. `s3`. */
  readonly service: string;
  readonly path: string;
  readonly expect: Verdict;
  readonly passed: number;
  /** Waits that met their deadline. */
  readonly late: number;
  readonly flaps: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** The waits that an audit record tells, as far as they can be read: records are shown and estimated from, not trusted. */
export function waitsOf(gates: Json | undefined): readonly Wait[] {
  if (!Array.isArray(gates)) return [];
  return gates.flatMap((gate: Json): Wait[] => {
    if (!isJsonObject(gate)) return [];
    const { id, expect, ms, flaps, passed, watched } = gate;
    if (watched === true) return [];
    if (typeof id !== "string" || typeof ms !== "number" || typeof flaps !== "number") return [];
    return [
      { gate: id, expect: expect === "denied" ? "denied" : "allowed", ms, flaps, passed: passed === true },
    ];
  });
}

/** Waits by path and by what was waited for, in the order of their names. */
export function waitsByPath(waits: readonly Wait[]): readonly PathWaits[] {
  const groups = new Map<string, Wait[]>();
  for (const wait of waits) {
    const key = `${wait.gate} ${wait.expect}`;
    groups.set(key, [...(groups.get(key) ?? []), wait]);
  }
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) => summary(group));
}

function summary(group: readonly Wait[]): readonly PathWaits[] {
  const [first] = group;
  if (first === undefined) return [];
  const times = group.flatMap(({ ms, passed }) => (passed ? [ms] : [])).sort((one, other) => one - other);
  return [
    {
      service: first.gate.split(".")[0] ?? first.gate,
      path: first.gate,
      expect: first.expect,
      passed: times.length,
      late: group.length - times.length,
      flaps: group.reduce((sum, { flaps }) => sum + flaps, 0),
      p50Ms: percentile(times, 0.5),
      p95Ms: percentile(times, 0.95),
      maxMs: times.at(-1) ?? 0,
    },
  ];
}

/** The nearest-rank percentile of sorted numbers; 0 of none. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** What a gate has usually taken: the median of the recorded waits that were passed, or `undefined` where there is none. */
export function usualWait(waits: readonly Wait[]): (gate: string, expect: Verdict) => number | undefined {
  const known = new Map(
    waitsByPath(waits).flatMap(({ path, expect, passed, p50Ms }) =>
      passed === 0 ? [] : [[`${path} ${expect}`, p50Ms] as const],
    ),
  );
  return (gate, expect) => known.get(`${gate} ${expect}`);
}
