import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendRecord, logFile, readLog, recordsOf } from "../../src/audit/log.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";

const effects = { clock: systemClock, random: systemRandom, machine: thisMachine(), disk: systemDisk };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vendor-audit-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("writers at the same time make one chain", async () => {
  const path = logFile(join(folder, "deep", "down"));
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => appendRecord(path, { partner: `p${index}` }, effects)),
  );
  expect(verifyLog(readLog(path, systemDisk))).toMatchObject({ ok: true, records: 12 });
});

test("records longer than a read chunk are followed", async () => {
  const path = logFile(folder);
  await appendRecord(path, { text: "x".repeat(200_000) }, effects);
  await appendRecord(path, { text: "y" }, effects);
  expect(verifyLog(readLog(path, systemDisk))).toMatchObject({ ok: true, records: 2 });
});

test("half a line left by a crash is put aside, and the chain goes on", async () => {
  const path = logFile(folder);
  await appendRecord(path, { partner: "a" }, effects);
  await appendFile(path, '{"at":"2026');
  await appendRecord(path, { partner: "b" }, effects);
  expect(verifyLog(readLog(path, systemDisk))).toMatchObject({ ok: true, records: 2 });
  expect(await readFile(`${path}.torn`, "utf8")).toBe('{"at":"2026\n');
});

test("nothing is appended to a log whose last record was changed", async () => {
  const path = logFile(folder);
  await appendRecord(path, { partner: "a" }, effects);
  const before = (await readFile(path, "utf8")).replace('"a"', '"b"');
  await writeFile(path, before);
  await expect(appendRecord(path, { partner: "c" }, effects)).rejects.toMatchObject({
    code: "AUDIT_BROKEN",
    exit: 10,
  });
  expect(await readFile(path, "utf8")).toBe(before);
});

test("a log that is not there yet is empty", async () => {
  const bytes = readLog(logFile(folder), systemDisk);
  expect(recordsOf(bytes)).toEqual([]);
});
