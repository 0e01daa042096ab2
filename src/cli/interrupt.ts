import { setMaxListeners } from "node:events";
import type { Session } from "./session.ts";

/** Turns stop signals into an abort. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  close(): void;
}

/** Exit code of "interrupted, `vendor resume` goes on". */
const INTERRUPTED = 7;

/** The first stop signal aborts `signal`; the second ends the process at once. The journal survives both. */
export function watchInterrupt({ host, say }: Session): Interrupt {
  const controller = new AbortController();
  // Every gate and call in flight listens to it: there is no leak to warn of.
  setMaxListeners(0, controller.signal);
  const release = host.onStop((name) => {
    if (controller.signal.aborted) host.exit(INTERRUPTED);
    say(`\n${name}: stopping after the call in flight; a second Ctrl-C stops at once.`);
    controller.abort();
  });
  return { signal: controller.signal, close: release };
}
