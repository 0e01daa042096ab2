import { setMaxListeners } from "node:events";
import { INTERRUPTED } from "./result.ts";
import type { Session } from "./session.ts";

/** Turns stop signals into an abort. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  close(): void;
}

/** The first stop signal aborts `signal`; the second ends the process at once. The journal survives both. */
export function watchInterrupt({ host, stops, say }: Session, resume: string): Interrupt {
  const controller = new AbortController();
  // Every gate and call in flight listens to it: there is no leak to warn of.
  setMaxListeners(0, controller.signal);
  const release = stops.take((name) => {
    if (controller.signal.aborted) host.exit(INTERRUPTED);
    say(
      `\n${name}: stopping after the call in flight; a second one stops at once.\nGo on later with: ${resume}`,
    );
    controller.abort();
  });
  return { signal: controller.signal, close: release };
}
