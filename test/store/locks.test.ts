import { describe, expect, test } from "vitest";
import type { Disk } from "../../src/core/disk.ts";
import type { Machine } from "../../src/core/env.ts";
import type { Clock, Lock, Locks } from "../../src/core/ports.ts";
import { fileLocks, lockPartner } from "../../src/store/locks.ts";
import { type DiskOperation, memoryDisk, systemError } from "../support/memory-disk.ts";
import { memoryObjects, objectLocks } from "../support/object-locks.ts";

const START = Date.parse("2026-01-02T03:04:05Z");

/** A clock whose sleepers wake when it is moved on. */
function movedClock() {
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  let now = START;
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.add({ at: now + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const move = async (ms: number) => {
    now += ms;
    for (const sleeper of sleepers) {
      if (sleeper.at > now) continue;
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { clock, move };
}

/** Locks of one store as processes on two machines see them. */
interface Shared {
  readonly here: Locks;
  readonly there: Locks;
}

function files(clock: Clock): Shared {
  const disk = memoryDisk({ now: clock.now });
  let drawn = 0;
  const bytes = (length: number) => {
    drawn += 1;
    return new Uint8Array(length).fill(drawn);
  };
  const on = (host: string) => {
    const machine: Machine = { pid: 7, host, user: "me", isAlive: () => true };
    return fileLocks("/locks", { clock, random: { bytes, float: () => 0.5 }, machine, disk });
  };
  return { here: on("here"), there: on("there") };
}

function objects(clock: Clock): Shared {
  const shared = memoryObjects(clock.now);
  let drawn = 0;
  const token = () => {
    drawn += 1;
    return `token-${drawn}`;
  };
  const on = (host: string) => objectLocks(shared, { host, user: "me", pid: 7, since: "" }, token);
  return { here: on("here"), there: on("there") };
}

async function held(locks: Locks, name = "partner-acme"): Promise<Lock> {
  const taken = await locks.take(name, "run r1");
  if (!("lock" in taken)) throw new Error(`${name} is held by ${taken.holder.host}`);
  return taken.lock;
}

async function holderOf(locks: Locks, name = "partner-acme") {
  const taken = await locks.take(name, "run r2");
  if ("lock" in taken) throw new Error(`${name} was free`);
  return taken.holder;
}

describe.each([
  ["files", files],
  ["objects with conditional writes", objects],
])("locks as %s", (_how, open) => {
  test("have one holder at a time, whom the others are told, until it gives the lock back", async () => {
    const { here, there } = open(movedClock().clock);
    const lock = await held(here);
    expect(await holderOf(there)).toMatchObject({ purpose: "run r1", host: "here", user: "me", pid: 7 });
    expect(await there.heldBy("partner-acme")).toMatchObject({
      holder: { purpose: "run r1", host: "here" },
      beatAt: START,
    });
    expect(await there.heldBy("partner-globex")).toBeUndefined();
    await held(there, "partner-globex");
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
    expect(await there.heldBy("partner-acme")).toBeUndefined();
    await held(there);
    expect(await lock.isHeld()).toBe(false);
  });

  test("go to one of those who ask at once", async () => {
    const { here, there } = open(movedClock().clock);
    const taken = await Promise.all([here, there, here, there].map((locks) => locks.take("a", "run")));
    expect(taken.filter((one) => "lock" in one)).toHaveLength(1);
  });

  test("stay with a holder that is not heard of, on another machine", async () => {
    const { clock, move } = movedClock();
    const { here, there } = open(clock);
    await held(here);
    await move(86_400_000);
    await there.clearDead();
    expect((await holderOf(there)).host).toBe("here");
  });

  test("are broken by their id; who held one finds out, and takes nothing from the next holder", async () => {
    const { here, there } = open(movedClock().clock);
    const lost = await held(here);
    const { token } = await holderOf(there);
    expect(await there.break(token)).toMatchObject({ purpose: "run r1", host: "here" });
    expect(await lost.isHeld()).toBe(false);
    const next = await held(there);
    await lost.release();
    expect(await next.isHeld()).toBe(true);
    expect(await there.break(token)).toBeUndefined();
    expect(await next.isHeld()).toBe(true);
  });

  test("that changed hands while somebody was about to break them are not broken", async () => {
    const { here, there } = open(movedClock().clock);
    const first = await held(here);
    const { token } = await holderOf(there);
    const [broken] = await Promise.all([there.break(token), first.release().then(() => held(here))]);
    const second = await holderOf(there);
    expect([second.token === token, second.host]).toEqual([false, "here"]);
    expect(broken === undefined || broken.token === token).toBe(true);
  });
});

test("a lock that changes hands after it was looked at, and before it is removed, is not broken", async () => {
  const { clock } = movedClock();
  const path = "/locks/partner-acme.lock";
  const next = JSON.stringify({
    token: "next",
    host: "elsewhere",
    pid: 1,
    user: "me",
    purpose: "run",
    since: "",
  });
  let breaking = false;
  const disk = memoryDisk({
    now: clock.now,
    before({ type, path: at }) {
      if (!breaking || type !== "link" || at !== `${path}.takeover`) return;
      breaking = false;
      disk.write(path, next, 0o600);
    },
  });
  const machine: Machine = { pid: 7, host: "here", user: "me", isAlive: () => true };
  const random = { bytes: (length: number) => new Uint8Array(length), float: () => 0.5 };
  const locks = fileLocks("/locks", { clock, random, machine, disk });
  await held(locks);
  const { token } = await holderOf(locks);
  breaking = true;
  expect(await locks.break(token)).toBeUndefined();
  expect((await holderOf(locks)).token).toBe("next");
});

describe("locks of a disk", () => {
  const machine: Machine = { pid: 7, host: "here", user: "me", isAlive: () => true };

  test("that takes nothing any more end with their holder", async () => {
    const { clock } = movedClock();
    let full = false;
    const before = ({ path }: DiskOperation) => {
      if (full) throw systemError("EROFS", path);
    };
    const disk = memoryDisk({ now: clock.now, before });
    const random = { bytes: (length: number) => new Uint8Array(length), float: () => 0.5 };
    const lock = await held(fileLocks("/locks", { clock, random, machine, disk }));
    full = true;
    await expect(lock.release()).rejects.toMatchObject({ code: "EROFS" });
    full = false;
    const next = { ...machine, pid: 8, isAlive: (pid: number) => pid !== 7 };
    await held(fileLocks("/locks", { clock, random, machine: next, disk }));
  });

  test("that is gone were not broken by anybody", async () => {
    const { clock } = movedClock();
    const random = { bytes: (length: number) => new Uint8Array(length), float: () => 0.5 };
    const disks = [memoryDisk({ now: clock.now }), memoryDisk({ now: clock.now })] as const;
    let disk: Disk = disks[0];
    const mounted = new Proxy({} as Disk, { get: (_, name) => Reflect.get(disk, name) });
    const lock = await held(fileLocks("/store/locks", { clock, random, machine, disk: mounted }));
    disk = disks[1];
    await expect(lock.isHeld()).rejects.toMatchObject({ code: "DISK_REFUSED", stops: true });
    disk = disks[0];
    expect(await lock.isHeld()).toBe(true);
  });
});

describe("a refused run is told", () => {
  const asked = { command: "vendor onboard acme --yes" };

  test.each([
    ["at work", 25_000, /Last heartbeat 5 s ago: it is at work\./],
    ["at work, by a clock that was put back since", -3_600_000, /Last heartbeat 0 s ago/],
  ])("who holds the lock, that it is %s, and how to break it", async (_which, later, heartbeat) => {
    const { clock, move } = movedClock();
    const { here, there } = files(clock);
    await held(here);
    await move(10_000);
    await move(10_000);
    const { token } = await holderOf(there);
    await expect(
      lockPartner(there, "acme", "run r2", { ...asked, now: START + later }),
    ).rejects.toMatchObject({
      exit: 6,
      message: expect.stringMatching(heartbeat),
      hint: expect.stringContaining(`vendor onboard acme --yes --break-lock ${token}`),
    });
  });

  test.each([
    [7_200_000, "No heartbeat for 2 h."],
    [300_000, "No heartbeat for 5 min."],
  ])("that it was not heard of for %d ms", async (silent, text) => {
    const { clock } = movedClock();
    const { here, there } = files(clock);
    await held(here);
    await expect(lockPartner(there, "acme", "run r2", { ...asked, now: START + silent })).rejects.toThrow(
      text,
    );
  });
});
