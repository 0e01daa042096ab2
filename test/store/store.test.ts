import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import { lockPartner, workerOn } from "../../src/store/locks.ts";
import {
  listPartners,
  type PartnerState,
  readPartner,
  recordedInputs,
  unfinishedRuns,
  writePartner,
} from "../../src/store/partners.ts";
import { openStore, type Store } from "../../src/store/store.ts";

const machine = thisMachine();
const effects = { clock: systemClock, random: systemRandom, machine, disk: systemDisk };
const STATE: PartnerState = {
  partner: "acme",
  state: "live",
  runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:00", from: "hosted-sftp" },
  owner: "team@example.com",
  inputs: { keySource: "generate" },
  options: {},
  run: "r1",
  since: "2026-01-01T00:00:00.000Z",
};
const ASKING = { now: Date.parse("2026-01-01T00:00:00Z"), command: "vendor onboard acme" };
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vendor-store-"));
  store = openStore(folder, effects);
});
afterEach(() => rm(folder, { recursive: true }));

describe("partners", () => {
  test("what is written is read, readable by its owner alone", async () => {
    await writePartner(store, STATE);
    expect(await readPartner(store, "acme")).toEqual(STATE);
    expect((await stat(join(folder, "partners", "acme.json"))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, "partners"))).toEqual(["acme.json"]);
  });

  test("unknown partners and an empty store are no errors", async () => {
    expect(await readPartner(store, "nobody")).toBeUndefined();
    expect(await listPartners(store)).toEqual([]);
  });

  test("all partners are listed by name", async () => {
    await writePartner(store, { ...STATE, partner: "zeta" });
    await writePartner(store, STATE);
    expect((await listPartners(store)).map((state) => state.partner)).toEqual(["acme", "zeta"]);
  });

  test.each(["{", "[]", '{"partner":"acme"}', JSON.stringify({ ...STATE, state: "odd" })])(
    "a broken file is named: %s",
    async (text) => {
      await writePartner(store, STATE);
      await writeFile(join(folder, "partners", "acme.json"), text);
      await expect(readPartner(store, "acme")).rejects.toMatchObject({ code: "STORE_BROKEN" });
    },
  );
});

describe("what runs that did not get to their end leave", () => {
  const other = { keySource: "own" };
  const settled: PartnerState = { ...STATE, run: "r0", inputs: other };
  const cut: PartnerState = {
    ...STATE,
    state: "onboarding",
    run: "r2",
    attempts: [{ run: "r1", runbook: "hosted-sftp", inputs: { keySource: "lost" } }],
    settled,
  };

  test("are all of them, oldest first, and none once it is settled", () => {
    expect(unfinishedRuns(cut).map(({ run }) => run)).toEqual(["r1", "r2"]);
    expect(unfinishedRuns(STATE)).toEqual([]);
    expect(unfinishedRuns(undefined)).toEqual([]);
  });

  test("may be there by the inputs of any of them, by the same runbook", () => {
    expect(recordedInputs(cut, "hosted-sftp")).toEqual([other, { keySource: "lost" }, STATE.inputs]);
    expect(
      recordedInputs({ ...cut, settled: { ...settled, state: "offboarded" } }, "hosted-sftp"),
    ).toHaveLength(2);
    expect(recordedInputs(cut, "another")).toEqual([]);
  });
});

describe("locks", () => {
  test("a second run is told who holds the lock, and gets it after the release", async () => {
    const first = await lockPartner(store.locks, "acme", "run r1", ASKING);
    await expect(lockPartner(store.locks, "acme", "run r2", ASKING)).rejects.toMatchObject({
      code: "LOCKED_BY_RUN",
      exit: 6,
      message: expect.stringContaining("run r1"),
    });
    await first.release();
    await (await lockPartner(store.locks, "acme", "run r2", ASKING)).release();
    expect(await readdir(join(folder, "locks"))).toEqual([]);
  });

  test("partners do not lock each other", async () => {
    const locks = await Promise.all(
      ["acme", "globex"].map((partner) => lockPartner(store.locks, partner, "run", ASKING)),
    );
    await Promise.all(locks.map((lock) => lock.release()));
  });

  test("a lock whose process is gone is taken over, by one only", async () => {
    const dead = { ...machine, pid: 999_999_999 };
    await lockPartner(
      openStore(folder, { ...effects, machine: dead }).locks,
      "acme",
      "run that was killed",
      ASKING,
    );
    expect(await workerOn(store.locks, "acme")).toBeUndefined();
    expect(await readdir(join(folder, "locks"))).toEqual(["partner-acme.lock"]);
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => lockPartner(store.locks, "acme", "run r2", ASKING)),
    );
    expect(tries.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await readdir(join(folder, "locks"))).toEqual(["partner-acme.lock"]);
    await Promise.all(
      tries.map((result) => (result.status === "fulfilled" ? result.value.release() : undefined)),
    );
  });

  test("what processes left that were killed while they locked is cleared by the next one", async () => {
    const dead = { ...machine, pid: 999_999_999 };
    await lockPartner(
      openStore(folder, { ...effects, machine: dead }).locks,
      "acme",
      "run that was killed",
      ASKING,
    );
    const draft = join(folder, "locks", `partner-globex.lock.${machine.host}.999999999.00`);
    await writeFile(draft, "half a hol");
    const lock = await lockPartner(store.locks, "globex", "run r2", ASKING);
    expect(await readdir(join(folder, "locks"))).toEqual(["partner-globex.lock"]);
    await lock.release();
  });

  test("a lock of another machine is never presumed dead", async () => {
    const elsewhere = { ...machine, host: "elsewhere", pid: 999_999_999 };
    const lock = await lockPartner(
      openStore(folder, { ...effects, machine: elsewhere }).locks,
      "acme",
      "run r1",
      ASKING,
    );
    expect((await workerOn(store.locks, "acme"))?.holder).toMatchObject({
      purpose: "run r1",
      host: "elsewhere",
    });
    await expect(lockPartner(store.locks, "acme", "run r2", ASKING)).rejects.toMatchObject({ exit: 6 });
    await lock.release();
  });
});
