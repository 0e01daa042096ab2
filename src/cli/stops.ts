import type { Host, StopSignal } from "./host.ts";

/** Who hears of stop signals: whoever took them last, until it gives them back. */
export interface Stops {
  take(handler: (signal: StopSignal) => void): () => void;
  /** Gives the signals back to the system. */
  close(): void;
}

/** Takes the stop signals; `idle` hears of those that nobody else takes. */
export function openStops({ onStop }: Pick<Host, "onStop">, idle: (signal: StopSignal) => void): Stops {
  const handlers = [idle];
  const close = onStop((signal) => handlers.at(-1)?.(signal));
  return {
    take(handler) {
      handlers.push(handler);
      return () => void handlers.splice(handlers.lastIndexOf(handler), 1);
    },
    close,
  };
}
