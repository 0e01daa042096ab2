import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vendorError } from "../../../src/core/errors.ts";

interface LockOwner {
  readonly pid: number;
  /** When the process started, where the system tells: a pid is reused, the pair is not. */
  readonly started: string;
}

/** Folders that this process holds, to tell its own lock from that of a dead process with the same pid. */
const held = new Set<string>();

/**
 * Takes the state folder for this process. The lock of a dead process is broken.
 * @returns gives it back
 * @throws VendorError LOCAL_STATE_IN_USE
 */
export function takeLock(dir: string): () => void {
  const path = join(dir, "lock");
  const mine: LockOwner = { pid: process.pid, started: startOf(process.pid) };
  while (!create(path, mine)) {
    const owner = readOwner(path);
    if (owner === undefined) continue;
    if (isAlive(owner, path)) throw vendorError("localStateInUse", { dir, pid: owner.pid });
    breakLock(path, owner);
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

function create(path: string, owner: LockOwner): boolean {
  try {
    writeFileSync(path, JSON.stringify(owner), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** `undefined` where the lock has gone meanwhile. A lock that a kill left half written belongs to nobody alive. */
function readOwner(path: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as LockOwner;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : { pid: 0, started: "" };
  }
}

function isAlive(owner: LockOwner, path: string): boolean {
  if (owner.pid === 0) return false;
  if (owner.pid === process.pid) return held.has(path);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return owner.started === startOf(owner.pid);
}

/** Moves the dead lock aside; if another process was faster, what was moved is its lock, and it gets it back. */
function breakLock(path: string, dead: LockOwner): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readOwner(aside);
  if (moved !== undefined && moved.pid !== dead.pid) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

/** Start time of a process in clock ticks since boot (Linux), else empty. Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
