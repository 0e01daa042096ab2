import { basename, dirname } from "node:path";
import type { Disk } from "../../src/core/disk.ts";
import { seeded } from "../sim/random.ts";
import {
  apply,
  dropLostFolders,
  type Entry,
  emptyFolder,
  type File,
  type Folder,
  type Renaming,
  surviving,
  survivingContent,
} from "./memory-disk/power.ts";

/** Something that is done to a disk, which a full or failing one refuses and during which power may go. */
export interface DiskOperation {
  readonly type:
    | "append"
    | "link"
    | "makeFolder"
    | "remove"
    | "rename"
    | "sync"
    | "touch"
    | "truncate"
    | "write";
  readonly path: string;
}

export interface MemoryDiskOptions {
  /** Milliseconds since the epoch: the time of change of what is written. */
  now(): number;
  /** Sees each operation before it is done; what it throws is thrown in its place. */
  before?(operation: DiskOperation): void;
  /**
   * How many of the bytes of a write are taken. Fewer than it has make it fail after them, with `error`, as the last
   * free bytes of a disk do.
   */
  room?(
    operation: DiskOperation,
    bytes: number,
  ): { readonly taken: number; readonly error: Error } | undefined;
}

/** A disk in memory that knows what would survive if power went now. */
export interface MemoryDisk extends Disk {
  /**
   * Power goes and comes back: what was synced is there; of the rest, `seed` decides. Bytes that were not synced may
   * be lost, torn anywhere, or there as zeros; names that were not synced by their folder may be lost or there, in
   * any combination, except that what a rename replaces is never gone.
   */
  crash(seed: number): void;
  /** Every file with its content as text, for looking at. */
  files(): Readonly<Record<string, string>>;
}

/** A disk in memory with an empty root folder. Folders of names are found by path: a folder is never renamed. */
export function memoryDisk(options: MemoryDiskOptions): MemoryDisk {
  const folders = new Map<string, Folder>([["/", emptyFolder()]]);
  const folderOf = (path: string): Folder => {
    const folder = folders.get(dirname(path));
    if (folder === undefined) throw systemError("ENOENT", path);
    return folder;
  };
  const find = (path: string): Entry | undefined =>
    path === "/" ? "folder" : folders.get(dirname(path))?.names.get(basename(path));
  const fileAt = (path: string): File | undefined => {
    const entry = find(path);
    if (entry === "folder") throw systemError("EISDIR", path);
    return entry;
  };
  const existing = (path: string): File => {
    const file = fileAt(path);
    if (file === undefined) throw systemError("ENOENT", path);
    return file;
  };
  const rename = (folder: Folder, change: Renaming): void => {
    apply(folder.names, change);
    folder.pending.push(change);
  };
  const fileFor = (path: string): File => {
    const found = fileAt(path);
    if (found !== undefined) return found;
    const made: File = {
      content: Buffer.alloc(0),
      synced: Buffer.alloc(0),
      pending: [],
      changedMs: options.now(),
    };
    rename(folderOf(path), [{ name: basename(path), entry: made }]);
    return made;
  };
  const become = (file: File, content: Buffer): void => {
    file.content = content;
    file.pending.push(content);
    file.changedMs = options.now();
  };
  /** Adds bytes to a file, as many as there is room for. */
  const put = (operation: DiskOperation, file: File, data: string | Uint8Array): void => {
    const bytes = Buffer.from(data as Uint8Array);
    const short = options.room?.(operation, bytes.length);
    become(file, Buffer.concat([file.content, bytes.subarray(0, short?.taken ?? bytes.length)]));
    if (short !== undefined) throw short.error;
  };
  const doing = (type: DiskOperation["type"], path: string): DiskOperation => {
    const operation = { type, path };
    options.before?.(operation);
    return operation;
  };

  return {
    read(path, from = 0, length) {
      const content = fileAt(path)?.content;
      return content && Buffer.from(content.subarray(from, length === undefined ? undefined : from + length));
    },
    list: (path) => [...(folders.get(path)?.names.keys() ?? [])].sort(),
    stat(path) {
      const entry = find(path);
      if (entry === undefined) return undefined;
      return entry === "folder"
        ? { size: 0, changedMs: 0 }
        : { size: entry.content.length, changedMs: entry.changedMs };
    },
    makeFolder(path) {
      doing("makeFolder", path);
      if (find(path) !== undefined) return;
      rename(folderOf(path), [{ name: basename(path), entry: "folder" }]);
      folders.set(path, emptyFolder());
    },
    write(path, data) {
      const operation = doing("write", path);
      const file = fileFor(path);
      become(file, Buffer.alloc(0));
      put(operation, file, data);
    },
    append(path, data) {
      const operation = doing("append", path);
      put(operation, fileFor(path), data);
    },
    truncate(path, size) {
      doing("truncate", path);
      const file = existing(path);
      become(file, Buffer.from(file.content.subarray(0, size)));
    },
    sync(path) {
      doing("sync", path);
      const folder = folders.get(path);
      if (folder === undefined) {
        const file = existing(path);
        file.synced = file.content;
        file.pending = [];
      } else {
        folder.synced = new Map(folder.names);
        folder.pending = [];
      }
    },
    rename(from, to) {
      doing("rename", to);
      const file = existing(from);
      // Files are renamed in their folder: elsewhere the two names would be two operations.
      if (dirname(from) !== dirname(to)) throw systemError("EXDEV", to);
      rename(folderOf(to), [
        { name: basename(to), entry: file },
        { name: basename(from), entry: undefined },
      ]);
    },
    link(from, to) {
      doing("link", to);
      const file = existing(from);
      if (find(to) !== undefined) return false;
      rename(folderOf(to), [{ name: basename(to), entry: file }]);
      return true;
    },
    remove(path) {
      doing("remove", path);
      if (fileAt(path) !== undefined) rename(folderOf(path), [{ name: basename(path), entry: undefined }]);
    },
    touch(path, ms) {
      doing("touch", path);
      existing(path).changedMs = ms;
    },
    crash(seed) {
      const draw = seeded(String(seed));
      const files = new Set<File>();
      for (const folder of folders.values()) {
        folder.names = surviving(folder, draw);
        folder.synced = new Map(folder.names);
        folder.pending = [];
        for (const entry of folder.names.values()) if (entry !== "folder") files.add(entry);
      }
      for (const file of files) {
        file.content = survivingContent(file, draw);
        file.synced = file.content;
        file.pending = [];
      }
      dropLostFolders(folders);
    },
    files() {
      return Object.fromEntries(
        [...folders].flatMap(([folder, { names }]) =>
          [...names].flatMap(([name, entry]) =>
            entry === "folder"
              ? []
              : [[`${folder === "/" ? "" : folder}/${name}`, entry.content.toString("utf8")]],
          ),
        ),
      );
    },
  };
}

/** An error as the operating system's. */
export function systemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, syscall: "write", path });
}
