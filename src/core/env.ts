import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Random } from "./ports.ts";

/** Environment variables, as an argument. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Who works on this machine: what a lock says of its holder. */
export interface Machine {
  /** Process id of this process. */
  readonly pid: number;
  readonly host: string;
  /** Login name. */
  readonly user: string;
  /** Whether a process with this id runs on this machine. */
  isAlive(pid: number): boolean;
}

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => Math.round(performance.now()),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

/** The operating system's randomness, up to 64 KiB at once; the global, because importing node:crypto delays every start. */
export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  float: () => Buffer.from(systemRandom.bytes(6)).readUIntBE(0, 6) / 2 ** 48,
};

/** This process on this machine. */
export function thisMachine(): Machine {
  return { pid: process.pid, host: hostname(), user: loginName(), isAlive };
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no entry in its password file.
    return String(process.getuid?.() ?? "unknown");
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A killed process whose parent has not asked for its end yet still has its id, on Linux in state Z. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
