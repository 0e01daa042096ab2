import type { GateTiming } from "../core/plan.ts";

/**
 * Bounds of the pause from one attempt of a streak to the next, in milliseconds. Below `usual` a hundred partners at
 * once would flood a service; above `longest` a flap hides between two attempts. `least` is for windows that are short.
 */
const HIT_PAUSE = { least: 50, usual: 500, longest: 1_000 } as const;
/** A path that answers slowly is asked less often: an SFTP login costs both sides more than a list. */
const ANSWERS_A_PAUSE = 2;
/** Pause after the first miss in a row, how it grows, and how long it gets, in milliseconds. */
const MISS_PAUSE = { first: 200, factor: 1.5, longest: 2_000 } as const;

/**
 * Pause from one attempt of a streak to the next, in milliseconds: by how long the last answer took, bounded on both
 * sides, and never longer than what spreads the wanted number of answers over the wanted time.
 * @param answerMs how long the last attempt took
 */
export function hitPause({ overMs, consecutive }: GateTiming, answerMs: number): number {
  const even = Math.ceil(overMs / Math.max(consecutive - 1, 1));
  const paced = Math.min(Math.max(answerMs * ANSWERS_A_PAUSE, HIT_PAUSE.usual), HIT_PAUSE.longest);
  return Math.max(Math.min(even, paced), HIT_PAUSE.least);
}

/** Pause after `misses` (≥ 1) unexpected answers in a row, in milliseconds: quick at first, then backing off a little. */
export function missPause(misses: number): number {
  return Math.min(MISS_PAUSE.first * MISS_PAUSE.factor ** (misses - 1), MISS_PAUSE.longest);
}
