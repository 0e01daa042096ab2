import { PAIRS } from "../../access/catalogue/pairs.ts";
import type { AuditRecord } from "../../audit/chain.ts";
import { objects, shown } from "../render/record-fields.ts";

/** One partner tried another's. */
export interface Tried {
  readonly from: string;
  readonly to: string;
  /** What got through and must not; none: all was refused. */
  readonly through: readonly string[];
  /** ISO time at which that run ended. */
  readonly at: string;
}

/** The last try of every pair that was ever tried live. */
export function lastTried(records: readonly AuditRecord[]): readonly Tried[] {
  const last = new Map<string, Tried>();
  for (const { partner, probes, finishedAt } of records) {
    const from = shown(partner);
    const seen = new Map<string, string[]>();
    for (const { group, id, ok, title } of objects(probes)) {
      if (group !== PAIRS) continue;
      // Their IDs are pair.WHAT.PARTNER, and no partner's name has a dot.
      const to = shown(id).split(".").at(-1) ?? "";
      const through = seen.get(to) ?? [];
      seen.set(to, through);
      if (ok !== true) through.push(shown(title ?? id));
    }
    for (const [to, through] of seen) last.set(`${from} ${to}`, { from, to, through, at: shown(finishedAt) });
  }
  return [...last.values()];
}
