import type { FileEntry } from "ssh2";
import type { ListPage } from "../services/s3/calls.ts";
import { attributes, type Found, type ObjectPlace, prefixOf, type Session } from "./lookup.ts";
import { noSuchFile } from "./status.ts";

/** Entries in one answer: long names must fit into the 256 KiB that clients take at most. */
const BATCH = 100;

/** An open directory: the next entries, `undefined` at the end. */
export interface DirectoryReader {
  next(): FileEntry[] | undefined;
}

/** Opens a directory. @throws SftpFault NO_SUCH_FILE; AwsFault AccessDenied, also from a later page */
export function openDirectory(session: Session, path: string): DirectoryReader {
  const { view } = session.login;
  const absolute = view.absolute(path);
  const place = view.locate(absolute);
  if (place.type === "unmapped") throw noSuchFile(absolute);
  const mapped = view.virtualNames(absolute);
  const entries = place.type === "object" ? listed(session, absolute, place, mapped) : virtual(mapped);
  return {
    next() {
      const batch = take(entries, BATCH);
      return batch.length > 0 ? batch : undefined;
    },
  };
}

function take(entries: Iterator<FileEntry>, count: number): FileEntry[] {
  const batch: FileEntry[] = [];
  while (batch.length < count) {
    const { done, value } = entries.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}

function* virtual(mapped: readonly string[]): Generator<FileEntry> {
  for (const name of mapped) yield entry(name, { type: "directory" });
}

/** Mapped directories, then what S3 lists: the first page now, so that a refusal is told at once, further ones as they are asked for. */
function listed(
  session: Session,
  absolute: string,
  place: ObjectPlace,
  mapped: readonly string[],
): Iterator<FileEntry> {
  const prefix = prefixOf(place);
  const page = (token?: string) => session.s3.list(session.login.caller(), place.bucket, prefix, "/", token);
  const first = page();
  const empty = first.objects.length === 0 && first.commonPrefixes.length === 0;
  if (empty && mapped.length === 0) throw noSuchFile(absolute);
  const shown = (name: string) => isName(name) && !mapped.includes(name);
  const pages = function* (): Generator<FileEntry> {
    yield* virtual(mapped);
    for (let current: ListPage | undefined = first; current; ) {
      yield* pageEntries(current, prefix.length).filter(({ filename }) => shown(filename));
      current = current.nextToken === undefined ? undefined : page(current.nextToken);
    }
  };
  return pages();
}

function pageEntries(page: ListPage, skip: number): FileEntry[] {
  return [
    ...page.commonPrefixes.map((prefix) => entry(prefix.slice(skip, -1), { type: "directory" })),
    ...page.objects.map((head) => entry(head.key.slice(skip), { type: "file", head })),
  ];
}

/** A directory's own marker has no name; names that a path can't express are left out. */
function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== "..";
}

function entry(filename: string, found: Found): FileEntry {
  const attrs = attributes(found);
  const mode = found.type === "file" ? "-rw-r--r--" : "drwxr-xr-x";
  const date = new Date(attrs.mtime * 1000).toUTCString().slice(5, 16);
  return {
    filename,
    longname: `${mode} 1 - - ${String(attrs.size).padStart(12)} ${date} ${filename}`,
    attrs,
  };
}
