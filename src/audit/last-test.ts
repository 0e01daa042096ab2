import { isJsonObject } from "../core/json.ts";
import type { AuditRecord } from "./chain.ts";

/** The last time that a partner's access was tried. */
export interface LastTest {
  /** Number of the audit record. */
  readonly seq: number;
  /** ISO time at which that run ended. */
  readonly at: string;
  readonly attempts: number;
  /** How many of them had to be let in; the others had to be refused. */
  readonly mayPass: number;
  /** How many of them did not answer as they must. */
  readonly failed: number;
}

/** Runs that end with a partner that lives. */
const TESTING: readonly unknown[] = ["onboard", "test"];

/** The last test of a partner that got to its end, by the records of the log; `undefined` where there is none. */
export function lastTest(records: readonly AuditRecord[], partner: string): LastTest | undefined {
  for (const record of records.toReversed()) {
    const { probes, finishedAt, outcome } = record;
    if (record.partner !== partner || !TESTING.includes(record.type)) continue;
    if (!Array.isArray(probes) || probes.length === 0 || typeof finishedAt !== "string") continue;
    if (outcome !== "done" && outcome !== "findings") continue;
    const failed = probes.filter((probe) => !isJsonObject(probe) || probe.ok !== true).length;
    const mayPass = probes.filter((probe) => isJsonObject(probe) && probe.expect === "allowed").length;
    return { seq: record.seq, at: finishedAt, attempts: probes.length, mayPass, failed };
  }
  return undefined;
}
