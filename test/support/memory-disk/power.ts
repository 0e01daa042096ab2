import { basename, dirname } from "node:path";

/** A file as it is read now, and as it is on the disk. */
export interface File {
  content: Buffer;
  /** Content that is on the disk. */
  synced: Buffer;
  /** Contents since then, oldest first. */
  pending: Buffer[];
  changedMs: number;
}

/** A folder is its names; those above it know it by its path alone. */
export type Entry = File | "folder";
type Names = Map<string, Entry>;
/** Names that one operation changed together: what each is afterwards, or that it is none. */
export type Renaming = readonly { readonly name: string; readonly entry: Entry | undefined }[];

/** The names in a folder, likewise. */
export interface Folder {
  names: Names;
  synced: Names;
  pending: Renaming[];
}

/** A folder without names. */
export function emptyFolder(): Folder {
  return { names: new Map(), synced: new Map(), pending: [] };
}

/** Changes names. */
export function apply(names: Names, change: Renaming): void {
  for (const { name, entry } of change) {
    if (entry === undefined) names.delete(name);
    else names.set(name, entry);
  }
}

/** Any of the operations since the last sync may have reached the disk; of a rename, its first half may have alone. */
export function surviving({ synced, pending }: Folder, draw: () => number): Names {
  const names = new Map(synced);
  for (const change of pending) {
    const parts = Math.floor(draw() * (change.length + 1));
    apply(names, change.slice(0, parts));
  }
  return names;
}

/** One of the contents since the last sync, or what lies between two of them. */
export function survivingContent({ synced, pending }: File, draw: () => number): Buffer {
  const reached = Math.floor(draw() * (pending.length + 1));
  const before = reached === 0 ? synced : (pending[reached - 1] ?? synced);
  const next = pending[reached];
  if (next === undefined || next.length <= before.length) return before;
  const torn = before.length + Math.floor(draw() * (next.length - before.length));
  const zeros = draw() < 0.25 ? next.length - torn : 0;
  return Buffer.concat([next.subarray(0, torn), Buffer.alloc(zeros)]);
}

/** A folder whose name was lost takes with it all that is below it. */
export function dropLostFolders(folders: Map<string, Folder>): void {
  const isThere = (path: string): boolean =>
    path === "/" ||
    (isThere(dirname(path)) && folders.get(dirname(path))?.names.get(basename(path)) === "folder");
  const lost = [...folders.keys()].filter((path) => !isThere(path));
  for (const path of lost) folders.delete(path);
}
