import { setTimeout as pause } from "node:timers/promises";

/** How often is looked again, in milliseconds. */
const INTERVAL = 50;
/** How long, in milliseconds: longer than the slowest machine takes by far. */
const LIMIT = 240_000;

/**
 * Looks until there is something to be seen.
 * @param look gives it, or `undefined` while it is not there
 * @param described tells what is there instead, for the error
 * @throws where it does not come
 */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  described: () => string | Promise<string>,
): Promise<T> {
  for (let left = LIMIT / INTERVAL; left > 0; left -= 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(INTERVAL);
  }
  throw new Error(`Waited ${LIMIT / 1000} s. ${await described()}`);
}
