import { setMaxListeners } from "node:events";

/** A signal that nobody gives, and that as many gates and calls may listen to as a run has. */
export function noSignal(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}
