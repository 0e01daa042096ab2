import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import { takeLockFile } from "../../src/core/lock-file.ts";

const machine = thisMachine();
const effects = { clock: systemClock, random: systemRandom, machine, disk: systemDisk };
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "lock-file-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function take() {
  const taken = await takeLockFile(join(dir, "lock"), "test", effects);
  return "lock" in taken ? taken.lock : undefined;
}

test("is held once, by this process too, until it is given back", async () => {
  const first = await take();
  expect(await take()).toBeUndefined();
  await first?.release();
  const second = await take();
  expect(second).toBeDefined();
  await second?.release();
  expect(await readdir(dir)).toEqual([]);
});

test("whoever had this process's id on this host is dead, as after the restart of a container", async () => {
  const { host, pid, user } = machine;
  const former = { purpose: "test", user, host, pid, since: "2026-01-01T00:00:00.000Z", token: "former" };
  await writeFile(join(dir, "lock"), JSON.stringify(former));
  const lock = await take();
  expect(lock).toBeDefined();
  await lock?.release();
  await writeFile(join(dir, "lock"), JSON.stringify({ ...former, host: "elsewhere" }));
  expect(await take()).toBeUndefined();
});
