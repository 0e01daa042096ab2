import type { Probe, ProbeResult } from "../core/probe.ts";

/** How one group of probes went. */
export interface GroupSummary {
  readonly group: string;
  readonly passed: number;
  readonly failed: number;
}

/** An access test in numbers. */
export interface Matrix {
  /** In the order in which the groups first appear. */
  readonly groups: readonly GroupSummary[];
  readonly total: number;
  /** IDs of the probes that did not answer as they must. */
  readonly failedIds: readonly string[];
}

/** How many probes each group has, in the order in which the groups first appear. */
export function sizesOf(probes: readonly Pick<Probe, "group">[]): Readonly<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const { group } of probes) sizes[group] = (sizes[group] ?? 0) + 1;
  return sizes;
}

/** Sums up the results of an access test by group. */
export function summarize(results: readonly ProbeResult[]): Matrix {
  const groups = [...new Set(results.map((result) => result.group))].map((group) => {
    const members = results.filter((result) => result.group === group);
    const passed = members.filter((result) => result.ok).length;
    return { group, passed, failed: members.length - passed };
  });
  return {
    groups,
    total: results.length,
    failedIds: results.flatMap((result) => (result.ok ? [] : [result.id])),
  };
}
