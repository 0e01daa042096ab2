import type { Attributes } from "ssh2";
import type { ObjectHead, S3Calls } from "../services/s3/calls.ts";
import type { Login } from "./login.ts";
import type { Place } from "./paths.ts";
import { isDenial, isMissing, noSuchFile, SftpFault } from "./status.ts";

const DIRECTORY_MODE = 0o040755;
const FILE_MODE = 0o100644;

/** What the operations of one SFTP session work with. */
export interface Session {
  readonly login: Login;
  readonly s3: S3Calls;
  /** Takes note of work that must have ended before the endpoint counts as closed. */
  readonly track: (work: Promise<unknown>) => void;
}

/** A place in a bucket. */
export type ObjectPlace = Extract<Place, { type: "object" }>;

/** What lies at a place. */
export type Found = { readonly type: "directory" } | { readonly type: "file"; readonly head: ObjectHead };

/** The key prefix that a directory's content has. */
export function prefixOf(place: ObjectPlace): string {
  return place.key === "" ? "" : `${place.key}/`;
}

/** The place of a path for a change. @throws SftpFault where no mapping leads into a bucket, or the path is a mapping's root. */
export function changeable(session: Session, path: string): ObjectPlace {
  const { view } = session.login;
  const place = view.locate(view.absolute(path));
  if (place.type !== "object" || place.root) throw new SftpFault("PERMISSION_DENIED", "Permission denied");
  return place;
}

/**
 * What a path is. A file is found by its head; a directory is what has keys below it (its marker object included).
 * A missing key answers 403 where the role may not list without conditions, so a denied head is settled by a list.
 * @throws SftpFault NO_SUCH_FILE; AwsFault AccessDenied
 */
export function lookUp(session: Session, path: string): Found {
  const { view } = session.login;
  const absolute = view.absolute(path);
  const place = view.locate(absolute);
  if (place.type === "virtual" || view.virtualNames(absolute).length > 0) return { type: "directory" };
  if (place.type === "unmapped") throw noSuchFile(absolute);
  const head = place.root ? undefined : headOf(session, place);
  if (head && "etag" in head) return { type: "file", head };
  if (hasContent(session, place.bucket, prefixOf(place))) return { type: "directory" };
  if (head && existsByList(session, place)) throw head.denied;
  throw noSuchFile(absolute);
}

function headOf(session: Session, place: ObjectPlace): ObjectHead | { readonly denied: unknown } | undefined {
  try {
    return session.s3.head(session.login.caller(), place.bucket, place.key);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isDenial(error)) return { denied: error };
    throw error;
  }
}

/** Whether there is any key with that prefix. */
function hasContent(session: Session, bucket: string, prefix: string): boolean {
  const page = session.s3.list(session.login.caller(), bucket, prefix, "/");
  return page.objects.length > 0 || page.commonPrefixes.length > 0;
}

/** A key is the first of all that begin with it. */
function existsByList(session: Session, place: ObjectPlace): boolean {
  const page = session.s3.list(session.login.caller(), place.bucket, place.key, "/");
  return page.objects[0]?.key === place.key;
}

/** SFTP attributes: S3 knows size and time, the rest is made up as Transfer does. */
export function attributes(found: Found): Attributes {
  const time = found.type === "file" ? Math.floor(found.head.modifiedAt / 1000) : 0;
  const size = found.type === "file" ? found.head.size : 0;
  return {
    mode: found.type === "file" ? FILE_MODE : DIRECTORY_MODE,
    uid: 0,
    gid: 0,
    size,
    atime: time,
    mtime: time,
  };
}
