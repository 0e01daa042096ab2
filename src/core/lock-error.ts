import { type VendorError, vendorError } from "./errors.ts";
import type { HeldLock } from "./ports.ts";

/** Who finds a lock held. */
export interface Asking {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The command that asks, to be given again with the lock's id. */
  readonly command: string;
}

/** That `what` is held by somebody else: who, since when, whether it was heard of, and how to break it. */
export function lockedError(what: string, { holder, beatAt }: HeldLock, asking: Asking): VendorError {
  const { user, host, pid, since, purpose, token } = holder;
  return vendorError("lockedByRun", {
    what,
    run: purpose,
    holder: `${user}@${host}, process ${pid}`,
    since,
    heartbeat: heartbeatText(asking.now - beatAt),
    command: `${asking.command} --break-lock ${token}`,
  });
}

/** A process that works is heard of every ten seconds; one that is merely slow within a minute. */
const SILENT_MS = 60_000;

/** Whether a holder was not heard of for so long that its process may be dead. @param ms since its last heartbeat */
export function isSilent(ms: number): boolean {
  return ms >= SILENT_MS;
}

/**
 * When a holder was last heard of. A clock that was put back makes the last heartbeat seem to come from the future.
 * @param ms milliseconds since then
 */
export function heartbeatText(ms: number): string {
  if (!isSilent(ms)) return `Last heartbeat ${Math.max(0, Math.round(ms / 1_000))} s ago: it is at work`;
  const minutes = Math.floor(ms / 60_000);
  return `No heartbeat for ${minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`}`;
}
