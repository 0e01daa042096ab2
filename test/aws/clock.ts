import type { Event } from "../../src/core/events.ts";
import type { Effects } from "../../src/core/ports.ts";

/** Effects of a controlled time: a clock that jumps to the end of each sleep, and what was slept and said. */
export function jumping(float = 0.5) {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const slept: number[] = [];
  const events: Event[] = [];
  const effects: Effects = {
    clock: {
      now: () => now,
      elapsed: () => now,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        slept.push(ms);
        now += ms;
      },
    },
    random: { bytes: (length) => new Uint8Array(length), float: () => float },
    sink: { emit: (event) => void events.push(event) },
  };
  return {
    effects,
    slept,
    events,
    /** Milliseconds since the start. */
    elapsed: () => now - Date.parse("2026-01-01T00:00:00Z"),
  };
}
