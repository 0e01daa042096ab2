import type { GateTiming } from "../core/plan.ts";

/** Shortest and longest pause between two attempts of a streak, in milliseconds. */
const HIT_PAUSE = { min: 50, max: 5_000 } as const;
/** Pause after the first miss in a row, how it grows, and how long it gets, in milliseconds. */
const MISS_PAUSE = { first: 200, factor: 1.5, max: 2_000 } as const;

/**
 * Pause between the answers of a streak, in milliseconds: the wanted number of answers spread over the wanted time,
 * never so short that it floods a service, never so long that a flap hides in it.
 */
export function hitPause(timing: GateTiming): number {
  // One more than even: timers may fire a millisecond early, and a streak that is short by one goes on for another pause.
  const even = Math.ceil(timing.overMs / Math.max(timing.consecutive - 1, 1)) + 1;
  return Math.min(Math.max(even, HIT_PAUSE.min), HIT_PAUSE.max);
}

/** Pause after `misses` (≥ 1) unexpected answers in a row, in milliseconds: quick at first, then backing off a little. */
export function missPause(misses: number): number {
  return Math.min(MISS_PAUSE.first * MISS_PAUSE.factor ** (misses - 1), MISS_PAUSE.max);
}
