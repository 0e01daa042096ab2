import type { Disk } from "../../../src/core/disk.ts";
import type { MemoryDisk } from "../../support/memory-disk.ts";
import { Dead, type SimProcess } from "./process.ts";
import { fingerprint, type Trace } from "./trace.ts";

/** Sees what is written on a disk. */
export interface DiskWatch {
  readonly home: string;
  readonly trace: Trace;
  /** After bytes were written to a file. */
  wrote(process: SimProcess, path: string, data: string): void;
  /** After a file got a name. */
  named(process: SimProcess, path: string): void;
  /** After a file was removed. */
  removed(process: SimProcess, path: string): void;
}

/** The machine's disk as one process sees it: its writes are counted, and it may be killed in the middle of one. */
export function diskOf(process: SimProcess, disk: MemoryDisk, watch: DiskWatch): Disk {
  const change = <T>(what: string, path: string, whole: () => T, torn?: () => void): T => {
    const fate = process.writing();
    if (fate !== "whole") {
      if (fate === "torn") torn?.();
      process.kill(`${fate === "torn" ? "in" : "before"} ${what}`);
      throw new Dead(path);
    }
    const result = whole();
    watch.trace.note(`${process.pid} ${what} ${path}`);
    process.written();
    return result;
  };
  const bytes = (data: string | Uint8Array) => Buffer.from(data as Uint8Array);
  const half = (data: string | Uint8Array) => bytes(data).subarray(0, Math.ceil(bytes(data).length / 2));
  const print = (data: string | Uint8Array) => fingerprint(data, watch.home);
  return {
    read: disk.read,
    list: disk.list,
    stat: disk.stat,
    makeFolder: (path) => change("mkdir", path, () => disk.makeFolder(path)),
    write: (path, data, mode) =>
      change(
        `write ${print(data)}`,
        path,
        () => {
          disk.write(path, data, mode);
          watch.wrote(process, path, bytes(data).toString());
        },
        () => disk.write(path, half(data), mode),
      ),
    append: (path, data) =>
      change(
        `append ${print(data)}`,
        path,
        () => {
          disk.append(path, data);
          watch.wrote(process, path, bytes(data).toString());
        },
        () => disk.append(path, half(data)),
      ),
    truncate: (path, size) => change(`truncate ${size}`, path, () => disk.truncate(path, size)),
    sync: (path) => change("sync", path, () => disk.sync(path)),
    rename: (from, to) =>
      change("rename", to, () => {
        disk.rename(from, to);
        watch.named(process, to);
      }),
    link: (from, to) => change("link", to, () => disk.link(from, to)),
    remove: (path) =>
      change("remove", path, () => {
        disk.remove(path);
        watch.removed(process, path);
      }),
    touch: (path, ms) => change("touch", path, () => disk.touch(path, ms)),
  };
}
