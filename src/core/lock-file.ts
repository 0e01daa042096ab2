import { dirname, join } from "node:path";
import { type Disk, readText } from "./disk.ts";
import type { Machine } from "./env.ts";
import type { Clock, Lock, LockHolder, Random, Taken } from "./ports.ts";

/** What locking needs. */
export interface LockEffects {
  readonly clock: Clock;
  readonly random: Random;
  readonly machine: Machine;
  readonly disk: Disk;
}

const HEARTBEAT_MS = 10_000;
/** A takeover takes milliseconds; a guard this old was left behind by a process that was killed in it. */
const GUARD_MS = 10_000;

/** Tokens of what this process holds or is about to hold. */
const ours = new Set<string>();

/**
 * Takes the lock file at `path`, or tells who holds it. A lock whose holder is proven dead (its process
 * is gone from this very machine) is taken over; a holder on another machine is never presumed dead.
 * A holder with this process's own id that is not this process is dead too: a container that starts again has
 * the same host name and gives out the same process ids.
 */
export async function takeLockFile(path: string, purpose: string, effects: LockEffects): Promise<Taken> {
  const { clock, random, machine, disk } = effects;
  const token = Buffer.from(random.bytes(16)).toString("hex");
  const since = new Date(clock.now()).toISOString();
  const mine: LockHolder = {
    purpose,
    user: machine.user,
    host: machine.host,
    pid: machine.pid,
    since,
    token,
  };
  ours.add(token);
  let held = false;
  try {
    for (;;) {
      held = createWhole(path, JSON.stringify(mine), token, effects);
      if (held) {
        removeDeadDrafts(dirname(path), effects);
        return { lock: hold(path, token, effects) };
      }
      const holder = readHolder(path, disk);
      if (holder === undefined) continue;
      if (!isProvenDead(holder, machine)) return { holder };
      await removeDead(path, holder, token, effects);
    }
  } finally {
    if (!held) ours.delete(token);
  }
}

/** Removes the locks in `folder` whose holders are proven dead: nobody may ever come to take one of them over. */
export async function clearDeadLocks(folder: string, effects: LockEffects): Promise<void> {
  for (const name of effects.disk.list(folder)) {
    if (!name.endsWith(".lock")) continue;
    const path = join(folder, name);
    const holder = readHolder(path, effects.disk);
    if (holder === undefined || !isProvenDead(holder, effects.machine)) continue;
    const taken = await takeLockFile(path, "clearing what a dead process left", effects);
    if ("lock" in taken) await taken.lock.release();
  }
}

/** Whether the holder's process is known to be gone. */
function isProvenDead(holder: LockHolder, machine: Machine): boolean {
  if (holder.host !== machine.host) return false;
  return holder.pid === machine.pid ? !ours.has(holder.token) : !machine.isAlive(holder.pid);
}

/** Creates `path` with its whole content at once: whoever reads it never sees half a holder. */
function createWhole(path: string, text: string, token: string, { disk, machine }: LockEffects): boolean {
  const draft = `${path}.${hostOf(machine)}.${machine.pid}.${token}`;
  disk.write(draft, text, 0o600);
  try {
    return disk.link(draft, path);
  } finally {
    disk.remove(draft);
  }
}

/** A draft's name: that of its lock, then the machine, the process and the token of its writer. */
const DRAFT = /\.([^.]+)\.(\d+)\.([0-9a-f]+)$/;

/** Removes what processes of this machine left in `folder` that were killed while they took a lock. */
function removeDeadDrafts(folder: string, { disk, machine }: LockEffects): void {
  for (const name of disk.list(folder)) {
    const [, host, pid = "", token = ""] = DRAFT.exec(name) ?? [];
    if (host !== hostOf(machine)) continue;
    const dead = Number(pid) === machine.pid ? !ours.has(token) : !machine.isAlive(Number(pid));
    if (dead) disk.remove(join(folder, name));
  }
}

/** The host's name without dots, which part a draft's name. */
function hostOf({ host }: Machine): string {
  return encodeURIComponent(host).replaceAll(".", "%2E");
}

function readHolder(path: string, disk: Disk): LockHolder | undefined {
  const text = readText(disk, path);
  return text === undefined ? undefined : (JSON.parse(text) as LockHolder);
}

/** Removes a dead holder's file; a guard file keeps two processes from removing each other's new lock. */
async function removeDead(
  path: string,
  dead: LockHolder,
  token: string,
  effects: LockEffects,
): Promise<void> {
  const { disk, clock } = effects;
  const guard = `${path}.takeover`;
  if (!createWhole(guard, token, token, effects)) {
    const { changedMs } = disk.stat(guard) ?? { changedMs: clock.now() };
    if (clock.now() - changedMs > GUARD_MS) disk.remove(guard);
    else await clock.sleep(20);
    return;
  }
  try {
    if (readHolder(path, disk)?.token === dead.token) disk.remove(path);
  } finally {
    disk.remove(guard);
  }
}

/** The lock file's time of change is the heartbeat. */
function hold(path: string, token: string, { clock, disk }: LockEffects): Lock {
  const stop = new AbortController();
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, stop.signal);
      disk.touch(path, clock.now());
    }
  })().catch(() => undefined);
  return {
    async release() {
      stop.abort();
      await beating;
      if (readHolder(path, disk)?.token === token) disk.remove(path);
      ours.delete(token);
    },
  };
}
