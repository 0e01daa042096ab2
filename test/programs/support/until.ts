import { setTimeout as pause } from "node:timers/promises";

/** How often is looked again, in milliseconds. */
const INTERVAL = 50;

/**
 * Looks until there is something to be seen.
 * @param look gives it, or `undefined` while it is not there
 * @param described tells what is there instead, for the error
 * @throws after `seconds`
 */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  described: () => string | Promise<string>,
  seconds: number,
): Promise<T> {
  for (let left = (seconds * 1000) / INTERVAL; left > 0; left -= 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(INTERVAL);
  }
  throw new Error(`Waited ${seconds} s. ${await described()}`);
}
