import { join } from "node:path";
import { type Disk, readText } from "../disk.ts";
import type { Machine } from "../env.ts";
import { vendorError } from "../errors.ts";
import { isJsonObject } from "../json.ts";
import type { Clock, LockHolder, Random } from "../ports.ts";

/** What locking needs. */
export interface LockEffects {
  readonly clock: Clock;
  readonly random: Random;
  readonly machine: Machine;
  readonly disk: Disk;
}

/** A removal takes milliseconds; a guard that another machine holds for this long was left behind by it. */
const GUARD_MS = 10_000;
const GUARD_PAUSE_MS = 20;

/** Tokens of what this process holds or is about to hold. */
export const ours = new Set<string>();

/** Whether the holder's process is known to be gone. */
export function isProvenDead(
  { host, pid, token }: Omit<LockHolder, "purpose" | "user" | "since">,
  machine: Machine,
): boolean {
  if (host !== machine.host) return false;
  return pid === machine.pid ? !ours.has(token) : !machine.isAlive(pid);
}

/**
 * Creates `path` with its whole content at once: whoever reads it never sees half a holder, not even after a power loss.
 * @returns false where it exists
 */
export function createWhole(path: string, holder: LockHolder, { disk, machine }: LockEffects): boolean {
  const draft = `${path}.${hostOf(machine)}.${machine.pid}.${holder.token}`;
  disk.write(draft, JSON.stringify(holder), 0o600);
  try {
    disk.sync(draft);
    return disk.link(draft, path);
  } finally {
    disk.remove(draft);
  }
}

/**
 * Who holds the lock at `path`.
 * @returns `undefined` where nobody does
 * @throws VendorError `storeBroken` where the file names no holder
 */
export function readHolder(path: string, disk: Disk): LockHolder | undefined {
  const text = readText(disk, path);
  if (text === undefined) return undefined;
  const holder = parse(text);
  if (holder === undefined) throw vendorError("storeBroken", { file: path, why: "it names no holder" });
  return holder;
}

function parse(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && typeof value.token === "string"
      ? (value as unknown as LockHolder)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes the lock at `path` if it is still held under `token`. A guard file keeps others from removing meanwhile,
 * so that nobody's new lock is taken for the old one.
 * @param mine who removes it
 * @returns whether it was removed
 */
export async function removeIfHeldBy(
  token: string,
  path: string,
  mine: LockHolder,
  effects: LockEffects,
): Promise<boolean> {
  const { disk } = effects;
  const guard = `${path}${GUARD}`;
  await enter(guard, mine, effects);
  try {
    if (readHolder(path, disk)?.token !== token) return false;
    disk.remove(path);
    return true;
  } finally {
    disk.remove(guard);
  }
}

const GUARD = ".takeover";

/** Waits until the guard is ours. Whoever left one behind is dead, or on another machine and not heard of for too long. */
async function enter(guard: string, mine: LockHolder, effects: LockEffects): Promise<void> {
  const { disk, machine, clock } = effects;
  let seen: string | undefined;
  let waited = 0;
  while (!createWhole(guard, mine, effects)) {
    const other = readHolder(guard, disk);
    if (other === undefined) continue;
    if (other.token !== seen) waited = 0;
    seen = other.token;
    if (isProvenDead(other, machine) || waited > GUARD_MS) {
      disk.remove(guard);
      continue;
    }
    await clock.sleep(GUARD_PAUSE_MS);
    waited += GUARD_PAUSE_MS;
  }
}

/** A draft's name: that of its lock, then the machine, the process and the token of its writer. */
const DRAFT = /\.([^.]+)\.(\d+)\.([0-9a-f]+)$/;

/** Removes what processes of this machine left in `folder` that were killed while they took or removed a lock. */
export function removeDeadDrafts(folder: string, { disk, machine }: LockEffects): void {
  for (const name of disk.list(folder)) {
    const path = join(folder, name);
    const writer = name.endsWith(GUARD) ? readHolder(path, disk) : writerOf(name, machine);
    if (writer !== undefined && isProvenDead(writer, machine)) disk.remove(path);
  }
}

function writerOf(name: string, machine: Machine): Parameters<typeof isProvenDead>[0] | undefined {
  const [, host, pid = "", token = ""] = DRAFT.exec(name) ?? [];
  return host === hostOf(machine) ? { host: machine.host, pid: Number(pid), token } : undefined;
}

/** The host's name without dots, which part a draft's name. */
function hostOf({ host }: Machine): string {
  return encodeURIComponent(host).replaceAll(".", "%2E");
}
