import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Files, as an argument: the real ones in the product, a disk that fills up or loses power in simulations. What was
 * written lasts once it is synced; a name lasts once its folder is.
 */
export interface Disk {
  /** Bytes of a file, all of them or `length` from `from`; `undefined` where there is no such file. */
  read(path: string, from?: number, length?: number): Buffer | undefined;
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): readonly string[];
  /** Size in bytes and time of the last change in milliseconds since the epoch. */
  stat(path: string): { readonly size: number; readonly changedMs: number } | undefined;
  /** Makes a folder in one that exists, for its owner alone, unless it is there. */
  makeFolder(path: string): void;
  /** Writes a whole file. @param mode permissions of a new file */
  write(path: string, data: string | Uint8Array, mode: number): void;
  /** Writes at the end of a file, which is made for its owner alone where it does not exist. */
  append(path: string, data: string | Uint8Array): void;
  truncate(path: string, size: number): void;
  /** Returns once the content of a file, or the names in a folder, have reached the disk. */
  sync(path: string): void;
  rename(from: string, to: string): void;
  /** Gives a file a second name, at once and whole. @returns false where that name is taken */
  link(from: string, to: string): boolean;
  /** Removes a file, where it exists. */
  remove(path: string): void;
  /** Sets the time of the last change. @param ms milliseconds since the epoch */
  touch(path: string, ms: number): void;
}

/** The files of this machine. */
export const systemDisk: Disk = {
  read: (path, from = 0, length) => unlessMissing(() => readBytes(path, from, length)),
  list: (folder) => unlessMissing(() => readdirSync(folder).sort()) ?? [],
  stat: (path) =>
    unlessMissing(() => {
      const { size, mtimeMs } = statSync(path);
      return { size, changedMs: mtimeMs };
    }),
  makeFolder: (path) => void unless("EEXIST", () => mkdirSync(path, { mode: 0o700 })),
  write: (path, data, mode) => naming(path, () => writeFileSync(path, data, { mode })),
  append: (path, data) => naming(path, () => writeFileSync(path, data, { mode: 0o600, flag: "a" })),
  truncate: (path, size) => onFile(path, "r+", (file) => ftruncateSync(file, size)),
  sync: (path) => onFile(path, "r", fsyncSync),
  rename: renameSync,
  link: (from, to) =>
    unless("EEXIST", () => {
      linkSync(from, to);
      return true;
    }) ?? false,
  remove: (path) => rmSync(path, { force: true }),
  touch: (path, ms) => utimesSync(path, ms / 1_000, ms / 1_000),
};

/** Makes a folder and those above it, unless they exist, so that a machine that lost power finds them again. */
export function makeFolders(disk: Disk, path: string): void {
  const parent = dirname(path);
  if (disk.stat(path) === undefined) {
    makeFolders(disk, parent);
    disk.makeFolder(path);
  }
  // Also where it exists: whoever made it may have been killed before its name was on the disk.
  syncNames(disk, parent);
}

/** A folder that may not be read is none that was made here. */
function syncNames(disk: Disk, folder: string): void {
  try {
    disk.sync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
  }
}

/**
 * Writes a file so that a reader, or a machine that lost power, finds the old content or the new, never half.
 * Folders on the way are made.
 * @param mode permissions of the file, default 0600
 */
export function writeWhole(disk: Disk, path: string, data: string | Uint8Array, mode = 0o600): void {
  const folder = dirname(path);
  makeFolders(disk, folder);
  const draft = `${path}.new`;
  disk.write(draft, data, mode);
  disk.sync(draft);
  disk.rename(draft, path);
  disk.sync(folder);
}

/** Text of a file; `undefined` where there is no such file. */
export function readText(disk: Disk, path: string): string | undefined {
  return disk.read(path)?.toString("utf8");
}

function readBytes(path: string, from: number, length: number | undefined): Buffer {
  return onFile(path, "r", (file) => {
    const bytes = Buffer.alloc(length ?? Math.max(0, statSync(path).size - from));
    let read = 0;
    for (let part = 1; part > 0 && read < bytes.length; read += part) {
      part = readSync(file, bytes, read, bytes.length - read, from + read);
    }
    return bytes.subarray(0, read);
  });
}

function onFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return naming(path, () => work(file));
  } finally {
    closeSync(file);
  }
}

/** The system's errors about an open file don't say which. */
function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    (error as NodeJS.ErrnoException).path ??= path;
    throw error;
  }
}

function unlessMissing<T>(work: () => T): T | undefined {
  return unless("ENOENT", work);
}

/** What `work` answers; `undefined` where the system refuses it with `code`. */
function unless<T>(code: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}
