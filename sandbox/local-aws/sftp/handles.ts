import type { DirectoryReader } from "./directory.ts";
import type { FileReader } from "./read-file.ts";
import { SftpFault } from "./status.ts";
import type { FileWriter } from "./write-file.ts";

const MAX_OPEN = 256;

/** What a handle stands for. */
export type Open =
  | { readonly type: "directory"; readonly reader: DirectoryReader }
  | { readonly type: "read"; readonly file: FileReader }
  | { readonly type: "write"; readonly file: FileWriter };

/** The open handles of one session. Requests on a handle are done one after the other, in the order of their arrival. */
export interface Handles {
  add(open: Open): Buffer;
  /** Runs `work` once everything before it on this handle has ended. @throws SftpFault for an unknown handle */
  use<T>(handle: Buffer, work: (open: Open) => T | Promise<T>): Promise<T>;
  remove(handle: Buffer): void;
  /** Drops everything that is open: unfinished uploads leave no object. */
  abandon(): void;
}

/** An empty table of handles. */
export function openHandles(): Handles {
  const table = new Map<string, { readonly open: Open; tail: Promise<unknown> }>();
  let next = 0;
  return {
    add(open) {
      if (table.size >= MAX_OPEN) {
        abandon(open);
        throw new SftpFault("FAILURE", "Too many open files");
      }
      const handle = String(next++);
      table.set(handle, { open, tail: Promise.resolve() });
      return Buffer.from(handle);
    },
    async use(handle, work) {
      const slot = table.get(handle.toString());
      if (!slot) throw new SftpFault("FAILURE", "Unknown handle");
      const result = slot.tail.then(() => work(slot.open));
      slot.tail = result.catch(() => undefined);
      return result;
    },
    remove: (handle) => table.delete(handle.toString()),
    abandon() {
      for (const { open } of table.values()) abandon(open);
      table.clear();
    },
  };
}

function abandon(open: Open): void {
  if (open.type === "write") open.file.abort();
  if (open.type === "read") open.file.close();
}
