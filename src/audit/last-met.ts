import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { AuditRecord } from "./chain.ts";

/** The last time that a partner's own servers were met, as it is on record. */
export interface LastMet {
  /** Number of the audit record. */
  readonly seq: number;
  readonly run: string;
  /** ISO time at which that run began: they are met right before. */
  readonly at: string;
  /** One object a server, as whoever wrote the log wrote it. */
  readonly servers: readonly JsonObject[];
}

/** What the log says of a partner's own servers by its present runbook; `undefined` where nobody met any. */
export function lastMet(
  records: readonly AuditRecord[],
  { partner, runbook }: { readonly partner: string; readonly runbook: { readonly name: string } },
): LastMet | undefined {
  for (const record of records.toReversed()) {
    const { servers, seq, run, startedAt } = record;
    if (record.partner !== partner || !isJsonObject(record.runbook)) continue;
    if (record.runbook.name !== runbook.name || !Array.isArray(servers)) continue;
    const met = servers.filter(isJsonObject);
    if (met.length > 0) return { seq, run: String(run), at: String(startedAt), servers: met };
  }
  return undefined;
}
