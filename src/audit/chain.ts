import { digest } from "../core/canonical.ts";
import type { JsonObject } from "../core/json.ts";

/** What the first record names as its predecessor. */
export const GENESIS = `sha256:${"0".repeat(64)}`;

/** The last link of a chain: the next record follows it. */
export interface ChainHead {
  /** Number of the last record; 0 where there is none. */
  readonly seq: number;
  readonly hash: string;
}

/** One record of the log: a body and its place in the chain. */
export type AuditRecord = JsonObject & {
  /** Counts from 1 without a gap. */
  readonly seq: number;
  /** Hash of the record before, {@link GENESIS} for the first. */
  readonly prev: string;
  /** ISO time of the append. */
  readonly at: string;
  /** Hash over all other members. */
  readonly hash: string;
};

/** The head of an empty log. */
export const EMPTY: ChainHead = { seq: 0, hash: GENESIS };

/** The hash that `record` must carry. */
export function hashOf(record: JsonObject): string {
  const { hash: _, ...rest } = record;
  return digest(rest);
}

/** Makes the record that follows `head`. */
export function link(head: ChainHead, at: string, body: JsonObject): AuditRecord {
  const unsigned = { ...body, seq: head.seq + 1, prev: head.hash, at };
  return { ...unsigned, hash: digest(unsigned) };
}
