import { expect, test } from "vitest";
import { appendRecord, logFile, readLog } from "../../src/audit/log.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { type Disk, writeWhole } from "../../src/core/disk.ts";
import type { Machine } from "../../src/core/env.ts";
import type { Clock } from "../../src/core/ports.ts";
import { JOURNAL_FORMAT, openJournal } from "../../src/engine/journal.ts";
import { readJournal } from "../../src/engine/read-journal.ts";
import { lockPartner } from "../../src/store/locks.ts";
import {
  listPartners,
  type PartnerState,
  readPartner,
  removePartner,
  writePartner,
} from "../../src/store/partners.ts";
import { openStore } from "../../src/store/store.ts";
import { memoryDisk } from "../support/memory-disk.ts";
import { afterEveryPowerLoss } from "../support/power-loss.ts";

const LOG = logFile("/vendor/audit");
const STATE: PartnerState = {
  partner: "acme",
  state: "onboarding",
  runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:00", from: "hosted-sftp" },
  owner: "team@example.com",
  inputs: {},
  options: {},
  since: "2026-01-01T00:00:00.000Z",
};

const ASKING = { now: 0, command: "vendor onboard acme" };

/** Time that does not pass: no heartbeat ever comes. */
const STILL: Clock = {
  now: () => Date.parse("2026-01-02T03:04:05Z"),
  elapsed: () => 0,
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
};

/** A process on a machine; after a power loss, none of those before it is alive. */
function effectsOn(disk: Disk, pid = 1) {
  let drawn = 0;
  const bytes = (length: number) => {
    drawn += 1;
    return new Uint8Array(length).fill(drawn + 100 * pid);
  };
  const machine: Machine = { pid, host: "here", user: "me", isAlive: (other) => other === pid };
  return { clock: STILL, random: { bytes, float: () => 0.5 }, machine, disk };
}

const storeOn = (disk: Disk, pid?: number) => openStore("/vendor/store", effectsOn(disk, pid));

test("a journal keeps each entry that was acknowledged, and never half of one", async () => {
  let written = 0;
  await afterEveryPowerLoss({
    work(disk) {
      const journal = openJournal(storeOn(disk), "r1", STILL);
      const begin = { run: "r1", plan: "sha256:0", command: "onboard", partner: "acme", after: [] };
      journal.write({ type: "begin", format: JOURNAL_FORMAT, ...begin });
      for (written = 1; written < 5; written += 1)
        journal.write({ type: "intent", step: `s${written}`, service: "iam", operation: "X", input: "" });
    },
    promised: () => written,
    check(disk, promised) {
      const found = readJournal(storeOn(disk, 2), "r1")?.entries.length ?? 0;
      expect([promised, promised + 1]).toContain(found);
    },
  });
});

test("a partner's state is what was kept last, or what was about to be kept", async () => {
  const moments: (string | undefined)[] = [undefined, "onboarding", "live", undefined];
  let done = 0;
  await afterEveryPowerLoss({
    async work(disk) {
      const store = storeOn(disk);
      for (const state of ["onboarding", "live"] as const) {
        await writePartner(store, { ...STATE, state });
        done += 1;
      }
      await removePartner(store, "acme");
      done += 1;
    },
    promised: () => done,
    async check(disk, promised) {
      const store = storeOn(disk, 2);
      const found = await readPartner(store, "acme");
      expect(moments.slice(promised, promised + 2)).toContain(found?.state);
      expect(await listPartners(store)).toEqual(found === undefined ? [] : [found]);
    },
  });
});

test("an audit log keeps each record that was acknowledged, and goes on as one chain", async () => {
  let appended = 0;
  await afterEveryPowerLoss({
    async work(disk) {
      const effects = effectsOn(disk);
      for (const partner of ["a", "b", "c"]) {
        await appendRecord(LOG, { partner }, effects);
        appended += 1;
      }
    },
    promised: () => appended,
    async check(disk, promised) {
      verifyLog(readLog(LOG, disk));
      await appendRecord(LOG, { partner: "after" }, effectsOn(disk, 2));
      const { ok, records } = verifyLog(readLog(LOG, disk));
      expect([ok, records - 1 >= promised, records - 1 <= promised + 1]).toEqual([true, true, true]);
    },
  });
});

test("a log whose tail was torn by one power loss survives the next", async () => {
  await afterEveryPowerLoss({
    async work(disk) {
      await appendRecord(LOG, { partner: "a" }, effectsOn(disk));
      disk.append(LOG, '{"at":"2026');
      await appendRecord(LOG, { partner: "b" }, effectsOn(disk, 2));
    },
    promised: () => undefined,
    async check(disk) {
      await appendRecord(LOG, { partner: "after" }, effectsOn(disk, 3));
      expect(verifyLog(readLog(LOG, disk)).ok).toBe(true);
    },
  });
});

test("a lock that a power loss left is free for the next run, wherever it was taken or given back", async () => {
  await afterEveryPowerLoss({
    async work(disk) {
      const first = await lockPartner(storeOn(disk).locks, "acme", "run r1", ASKING);
      await first.release();
      await lockPartner(storeOn(disk).locks, "acme", "run r2", ASKING);
      await lockPartner(storeOn(disk, 2).locks, "acme", "run r3", ASKING);
    },
    promised: () => undefined,
    async check(disk) {
      const lock = await lockPartner(storeOn(disk, 3).locks, "acme", "run r4", ASKING);
      await lock.release();
    },
  });
});

test("what is written is there after a loss of power, though whoever made its folder was killed before that had lasted", () => {
  for (let seed = 0; seed < 12; seed += 1) {
    const disk = memoryDisk({ now: () => 0 });
    disk.makeFolder("/made");
    writeWhole(disk, "/made/deep/state.json", "kept");
    disk.crash(seed);
    expect(disk.files()).toEqual({ "/made/deep/state.json": "kept" });
  }
});
