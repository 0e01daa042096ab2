import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, expect, it } from "vitest";
import { packFiles } from "../../../src/cli/pack/contents.ts";
import { writePack } from "../../../src/cli/pack/write.ts";
import { systemDisk } from "../../../src/core/disk.ts";
import { VendorError } from "../../../src/core/errors.ts";
import { EVERY_WAY } from "./facts.ts";

const dir = mkdtempSync(join(tmpdir(), "vendor-pack-"));
afterAll(() => rmSync(dir, { recursive: true }));
const files = packFiles(EVERY_WAY);

it("writes the same zip whenever it is made, with everything in one folder and scripts that run", () => {
  const [one, two] = ["one.zip", "two.zip"].map((name) => {
    writePack({ path: join(dir, name, "acme.zip"), format: "zip" }, files, systemDisk);
    return readFileSync(join(dir, name, "acme.zip"));
  });
  expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  const entries = unzipSync(one ?? new Uint8Array());
  expect(Object.keys(entries).sort()).toEqual(files.map(({ path }) => `acme/${path}`));
  expect(Buffer.from(entries["acme/README.md"] ?? []).toString()).toBe(
    files.find((f) => f.path === "README.md")?.text,
  );
});

it("writes a folder, over an earlier one too", () => {
  const path = join(dir, "folder");
  writePack({ path, format: "folder" }, files, systemDisk);
  writePack({ path, format: "folder" }, files, systemDisk);
  expect(statSync(join(path, "role/check.sh")).mode & 0o111).toBe(0o111);
  expect(existsSync(join(path, "sftp/known_hosts"))).toBe(true);
});

it("leaves alone what is no pack: nothing else would be sent by mistake", () => {
  const path = join(dir, "mixed");
  mkdirSync(path);
  writeFileSync(join(path, "acme.key"), "private");
  const refused = (format: "folder" | "zip") => {
    try {
      writePack({ path, format }, files, systemDisk);
    } catch (error) {
      return error instanceof VendorError ? `${error.code}: ${error.message}` : error;
    }
  };
  expect(refused("folder")).toMatch(/^PACK_FOREIGN.*acme\.key/);
  expect(refused("zip")).toMatch(/^PACK_FOREIGN.*it is a folder/);
  expect(existsSync(join(path, "README.md"))).toBe(false);
});
