import type { JsonObject } from "../core/json.ts";
import { heartbeatText, isSilent } from "../core/lock-error.ts";
import type { HeldLock } from "../core/ports.ts";

/** Which run works on a partner: who started it, on which host and process, and since when. @param now milliseconds since the epoch */
export function workerText({ holder, beatAt }: HeldLock, now: number): string {
  const { purpose, user, host, pid, since } = holder;
  const silence = isSilent(now - beatAt) ? `; ${heartbeatText(now - beatAt)}` : "";
  return `${purpose} works on it: ${user}@${host}, process ${pid}, since ${since}${silence}`;
}

/**
 * What to do where a run works on a partner: nothing, or, where it has not been heard of for long, to break its lock.
 * @param flags those that lead to the same place again
 */
export function workerHint(
  { holder, beatAt }: HeldLock,
  now: number,
  partner: string,
  flags: string,
): string | undefined {
  if (!isSilent(now - beatAt)) return undefined;
  return `If that process is known to be dead: vendor resume ${partner}${flags} --break-lock ${holder.token}`;
}

/** The same as members of a result. */
export function workerJson({ holder, beatAt }: HeldLock): JsonObject {
  const { purpose, user, host, pid, since } = holder;
  const heartbeat = new Date(beatAt).toISOString();
  return { run: purpose.replace(/^run /, ""), user, host, pid, since, heartbeat };
}
