import { Readable } from "node:stream";
import { changeable, lookUp, prefixOf, type Session } from "./lookup.ts";
import { noSuchFile, SftpFault } from "./status.ts";
import { exists } from "./write-file.ts";

/** Removes a file. */
export function removeFile(session: Session, path: string): void {
  const place = changeable(session, path);
  if (lookUp(session, path).type === "directory") throw new SftpFault("FAILURE", "Is a directory");
  session.s3.remove(session.login.caller(), place.bucket, place.key);
}

/** Renames a file: a copy, then a delete. Directories are refused, as by Transfer. */
export async function rename(session: Session, from: string, to: string): Promise<void> {
  const source = changeable(session, from);
  const target = changeable(session, to);
  if (lookUp(session, from).type === "directory")
    throw new SftpFault("OP_UNSUPPORTED", "Directories can't be renamed");
  if (source.bucket !== target.bucket)
    throw new SftpFault("OP_UNSUPPORTED", "Files can't be renamed across buckets");
  if (source.key === target.key) return;
  await session.s3.copy(session.login.caller(), source.bucket, source.key, target.key);
  session.s3.remove(session.login.caller(), source.bucket, source.key);
}

/** Makes a directory: a zero-byte object whose key ends with a slash. */
export async function makeDirectory(session: Session, path: string): Promise<void> {
  const place = changeable(session, path);
  if (exists(session, path)) throw new SftpFault("FAILURE", "File exists");
  await session.s3.put(session.login.caller(), place.bucket, prefixOf(place), Readable.from([]));
}

/** Removes a directory that holds nothing but its marker. */
export function removeDirectory(session: Session, path: string): void {
  const place = changeable(session, path);
  const marker = prefixOf(place);
  const { objects } = session.s3.list(session.login.caller(), place.bucket, marker, "");
  if (objects.length === 0) throw noSuchFile(path);
  if (objects.some((head) => head.key !== marker)) throw new SftpFault("FAILURE", "Directory not empty");
  session.s3.remove(session.login.caller(), place.bucket, marker);
}
