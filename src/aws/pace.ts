import type { Clock } from "../core/ports.ts";

/** How fast one service is asked. Shared by everybody who asks it. */
export interface Pace {
  /** Resolves when it is this call's turn. At once, in the order of asking, until AWS has throttled one. */
  turn(): Promise<void>;
  /** AWS throttled a call. */
  throttled(): void;
  /** AWS answered a call. */
  answered(): void;
}

/** What is left of the measured rate after a call was throttled. */
const CUT = 0.7;
/** Calls a second that are always tried. */
const SLOWEST = 0.5;
/** Above so many calls a second there is nothing to hold back any more: it is more than a run sends. */
const UNLIMITED = 50;
/** Calls that were under way together are throttled together: that is one sign, not several. */
const SAME_SIGN_MS = 1_000;

/**
 * The rate that AWS takes, found by additive increase and multiplicative decrease: the first throttled call sets it to
 * a part of what was sent in the second before, each answered one raises it, by about one call a second each second.
 * The SDK's own `DefaultRateLimiter` does likewise, but waits by timers of its own: docs/adr/0005-one-limiter.md.
 */
export function openPace(clock: Clock): Pace {
  /** When the calls of the last second were sent, or are going to be. */
  let sent: number[] = [];
  let rate = Number.POSITIVE_INFINITY;
  let nextAt = 0;
  let cutAt = Number.NEGATIVE_INFINITY;
  const lastSecond = (now: number) => sent.filter((at) => at > now - 1_000);
  return {
    async turn() {
      const now = clock.elapsed();
      const at = Math.max(now, nextAt);
      nextAt = at + 1_000 / rate;
      sent = [...lastSecond(now), at];
      if (at > now) await clock.sleep(at - now);
    },
    throttled() {
      const now = clock.elapsed();
      if (now - cutAt < SAME_SIGN_MS) return;
      cutAt = now;
      const measured = lastSecond(now).filter((at) => at <= now).length;
      rate = Math.max(SLOWEST, Math.min(rate, measured) * CUT);
      nextAt = Math.max(nextAt, now + 1_000 / rate);
    },
    answered() {
      rate += 1 / rate;
      if (rate > UNLIMITED) rate = Number.POSITIVE_INFINITY;
    },
  };
}
