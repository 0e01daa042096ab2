import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Disk, makeFolders, readText, systemDisk, writeWhole } from "../../src/core/disk.ts";
import { memoryDisk } from "../support/memory-disk.ts";
import { afterEveryPowerLoss } from "../support/power-loss.ts";

const real = mkdtempSync(join(tmpdir(), "vendor-disk-"));
afterAll(() => rmSync(real, { recursive: true }));

describe.each<[string, string, Disk]>([
  ["of this machine", real, systemDisk],
  ["in memory", "/", memoryDisk({ now: () => 1_000 })],
])("the disk %s", (_which, root, disk) => {
  const at = (...names: readonly string[]) => join(root, ...names);

  test("makes folders once, lists names, and knows nothing of what is not there", () => {
    makeFolders(disk, at("a", "b"));
    makeFolders(disk, at("a", "b"));
    disk.makeFolder(at("a"));
    expect(disk.list(at("a"))).toEqual(["b"]);
    expect(disk.list(at("nowhere"))).toEqual([]);
    expect([disk.read(at("none")), disk.stat(at("none"))]).toEqual([undefined, undefined]);
    disk.remove(at("none"));
    expect(() => disk.write(at("nowhere", "file"), "", 0o600)).toThrow(
      expect.objectContaining({ code: "ENOENT" }),
    );
  });

  test("writes, appends, cuts, and reads parts", () => {
    disk.write(at("file"), "abc", 0o600);
    disk.append(at("file"), "def");
    disk.sync(at("file"));
    expect(disk.read(at("file"), 2, 3)?.toString()).toBe("cde");
    disk.truncate(at("file"), 4);
    disk.touch(at("file"), 86_400_000);
    expect([readText(disk, at("file")), disk.stat(at("file"))]).toEqual([
      "abcd",
      { size: 4, changedMs: 86_400_000 },
    ]);
    disk.write(at("file"), "x", 0o600);
    expect(readText(disk, at("file"))).toBe("x");
  });

  test("gives a name once, and lets a rename replace", () => {
    disk.write(at("one"), "1", 0o600);
    disk.write(at("two"), "2", 0o600);
    expect([disk.link(at("one"), at("two")), disk.link(at("one"), at("three"))]).toEqual([false, true]);
    disk.remove(at("one"));
    expect(readText(disk, at("three"))).toBe("1");
    disk.rename(at("three"), at("two"));
    expect([readText(disk, at("two")), disk.stat(at("three"))]).toEqual(["1", undefined]);
  });
});

test("a whole file is the old or the new one wherever power goes, and the new one once it is written", async () => {
  let written: string | undefined;
  const losses = await afterEveryPowerLoss({
    work(disk) {
      for (const text of ["old", "new"]) {
        writeWhole(disk, "/a/b/file", text);
        written = text;
      }
    },
    promised: () => written,
    check(disk, promised) {
      const possible = { old: ["old", "new"], new: ["new"] }[promised ?? ""] ?? [undefined, "old"];
      expect(possible).toContain(readText(disk, "/a/b/file"));
    },
  });
  expect(losses).toBeGreaterThan(100);
});
