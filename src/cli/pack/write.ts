import { existsSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { zipSync } from "fflate";
import { type Disk, makeFolders, writeWhole } from "../../core/disk.ts";
import { vendorError } from "../../core/errors.ts";
import type { PackFile } from "./facts.ts";

/** A folder, or one file with the same in it. */
export type PackFormat = "folder" | "zip";

/** Where a pack goes. */
export interface PackPlace {
  /** Absolute path of the folder or of the file. */
  readonly path: string;
  readonly format: PackFormat;
}

/** The earliest time that a zip file can hold, in local time, as zip files have it: the same bytes whenever it is made. */
const FIXED_TIME = new Date(1980, 0, 1);
/** Unix, so that modes count. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.4.2 */
const UNIX = 3;

/** Whether something is there already. */
export function isTaken({ path }: PackPlace): boolean {
  return existsSync(path);
}

/**
 * Writes a pack. What is there of an earlier one is replaced.
 * @throws VendorError `packForeign` where a folder holds what this pack does not, or a folder is where a file is to be
 */
export function writePack({ path, format }: PackPlace, files: readonly PackFile[], disk: Disk): void {
  refuseForeign({ path, format }, files, disk);
  if (format === "zip") {
    const folder = basename(path).replace(/\.zip$/i, "");
    writeWhole(disk, path, zipOf(folder, files), 0o644);
  } else {
    makeFolders(disk, path);
    for (const file of files) writeWhole(disk, join(path, file.path), file.text, modeOf(file));
  }
}

function modeOf({ executable }: PackFile): number {
  return executable ? 0o755 : 0o644;
}

/** What would be sent beside the pack, or lost by it. */
function refuseForeign({ path, format }: PackPlace, files: readonly PackFile[], disk: Disk): void {
  if (!existsSync(path)) return;
  const folder = statSync(path).isDirectory();
  if (folder !== (format === "folder"))
    throw vendorError("packForeign", { path, what: folder ? "it is a folder" : "it is a file" });
  if (!folder) return;
  const ours = new Set(files.map((file) => file.path));
  const foreign = filesBelow(path, disk).filter((name) => !ours.has(name));
  if (foreign.length > 0) throw vendorError("packForeign", { path, what: `it holds ${foreign.join(", ")}` });
}

/** Paths below `folder`, with slashes. */
function filesBelow(folder: string, disk: Disk, top = folder): readonly string[] {
  return disk.list(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory()
      ? filesBelow(path, disk, top)
      : [relative(top, path).replaceAll("\\", "/")];
  });
}

function zipOf(folder: string, files: readonly PackFile[]): Uint8Array {
  const entries = files.map((file) => {
    const attributes = { mtime: FIXED_TIME, os: UNIX, attrs: (0o100000 | modeOf(file)) << 16 };
    return [`${folder}/${file.path}`, [new TextEncoder().encode(file.text), attributes]] as const;
  });
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0], { level: 9 });
}
