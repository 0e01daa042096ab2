import { link, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Machine } from "./env.ts";
import type { Clock, Random } from "./ports.ts";

/** What a lock file says of its holder. */
export interface LockHolder {
  /** What it is held for: a run id, or what the process does. */
  readonly purpose: string;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** ISO time. */
  readonly since: string;
  /** Tells this holding from any other. */
  readonly token: string;
}

/** A lock that is held; its file's modification time is the heartbeat. */
export interface LockFile {
  release(): Promise<void>;
}

/** What locking needs. */
export interface LockEffects {
  readonly clock: Clock;
  readonly random: Random;
  readonly machine: Machine;
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
export async function takeLockFile(
  path: string,
  purpose: string,
  { clock, random, machine }: LockEffects,
): Promise<{ readonly lock: LockFile } | { readonly holder: LockHolder }> {
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
      held = await createWhole(path, JSON.stringify(mine), token, machine);
      if (held) {
        await removeDeadDrafts(dirname(path), machine);
        return { lock: hold(path, token, clock) };
      }
      const holder = await readHolder(path);
      if (holder === undefined) continue;
      if (!isProvenDead(holder, machine)) return { holder };
      await removeDead(path, holder, token, clock, machine);
    }
  } finally {
    if (!held) ours.delete(token);
  }
}

/** Removes the locks in `folder` whose holders are proven dead: nobody may ever come to take one of them over. */
export async function clearDeadLocks(folder: string, effects: LockEffects): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".lock")) continue;
    const path = join(folder, name);
    const holder = await readHolder(path);
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
async function createWhole(path: string, text: string, token: string, machine: Machine): Promise<boolean> {
  const draft = `${path}.${hostOf(machine)}.${machine.pid}.${token}`;
  await writeFile(draft, text, { mode: 0o600, flag: "wx" });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A draft's name: that of its lock, then the machine, the process and the token of its writer. */
const DRAFT = /\.([^.]+)\.(\d+)\.([0-9a-f]+)$/;

/** Removes what processes of this machine left in `folder` that were killed while they took a lock. */
async function removeDeadDrafts(folder: string, machine: Machine): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, host, pid = "", token = ""] = DRAFT.exec(name) ?? [];
    if (host !== hostOf(machine)) continue;
    const dead = Number(pid) === machine.pid ? !ours.has(token) : !machine.isAlive(Number(pid));
    if (dead) await rm(join(folder, name), { force: true });
  }
}

/** The host's name without dots, which part a draft's name. */
function hostOf({ host }: Machine): string {
  return encodeURIComponent(host).replaceAll(".", "%2E");
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as LockHolder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes a dead holder's file; a guard file keeps two processes from removing each other's new lock. */
async function removeDead(
  path: string,
  dead: LockHolder,
  token: string,
  clock: Clock,
  machine: Machine,
): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await createWhole(guard, token, token, machine))) {
    const age = await stat(guard).then(
      (found) => clock.now() - found.mtimeMs,
      () => 0,
    );
    if (age > GUARD_MS) await rm(guard, { force: true });
    else await clock.sleep(20);
    return;
  }
  try {
    if ((await readHolder(path))?.token === dead.token) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function hold(path: string, token: string, clock: Clock): LockFile {
  const stop = new AbortController();
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, stop.signal);
      const now = clock.now() / 1_000;
      await utimes(path, now, now);
    }
  })().catch(() => undefined);
  return {
    async release() {
      stop.abort();
      await beating;
      if ((await readHolder(path))?.token === token) await rm(path, { force: true });
      ours.delete(token);
    },
  };
}
