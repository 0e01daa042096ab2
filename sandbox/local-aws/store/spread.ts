import { createHash } from "node:crypto";

/** How long a write takes until a service's copy has it, in milliseconds. */
export interface Delays {
  readonly minMs: number;
  readonly maxMs: number;
  /** Before a copy has converged, for so long it answers now the old, now the new. */
  readonly flapMs: number;
}

/** The default delays. */
export const DEFAULT_DELAYS: Delays = { minMs: 100, maxMs: 1500, flapMs: 300 };

/** One value that a key has had. */
export interface Version {
  /** Counts the writes of the key. */
  readonly number: number;
  readonly writtenAt: number;
  /** `undefined`: deleted. */
  readonly value: unknown;
  /** Everybody has it: no delay. */
  readonly settled: boolean;
}

/** Where and by whom a key is read. */
export interface View {
  readonly seed: string;
  readonly table: string;
  readonly key: string;
  readonly observer: string;
  readonly now: number;
  /** Counts the reads while the copy has not converged. */
  readonly attempt: number;
}

/**
 * Which of a key's versions an observer sees: a pure function, so that two processes with one history agree.
 * @param versions oldest first; before the first there was nothing
 */
export function seenVersion(versions: readonly Version[], view: View, delays: Delays): unknown {
  for (let index = versions.length - 1; index >= 0; index -= 1) {
    const version = versions[index];
    if (version !== undefined && hasArrived(version, view, delays)) return version.value;
  }
  return undefined;
}

/** Whether every observer has surely converged on `version`. */
export function isEverywhere(version: Version, now: number, delays: Delays): boolean {
  return version.settled || now >= version.writtenAt + delays.maxMs;
}

function hasArrived(version: Version, view: View, delays: Delays): boolean {
  if (isEverywhere(version, view.now, delays)) return true;
  const { seed, table, key, observer } = view;
  const share = fraction(seed, table, key, version.number, observer);
  const converges = version.writtenAt + delays.minMs + share * (delays.maxMs - delays.minMs);
  if (view.now >= converges) return true;
  if (view.now < converges - delays.flapMs) return false;
  return fraction(seed, table, key, version.number, observer, view.attempt) < 0.5;
}

/** A number in [0, 1) that depends on nothing but its arguments. */
export function fraction(...parts: readonly (string | number)[]): number {
  return createHash("sha256").update(JSON.stringify(parts)).digest().readUInt32BE(0) / 2 ** 32;
}
