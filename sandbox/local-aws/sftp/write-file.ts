import { once } from "node:events";
import { PassThrough } from "node:stream";
import { changeable, lookUp, type Session } from "./lookup.ts";
import { SftpFault } from "./status.ts";

/** Flags of SSH_FXP_OPEN. */
export const OPEN = { READ: 1, WRITE: 2, APPEND: 4, CREAT: 8, TRUNC: 16, EXCL: 32 } as const;

/** An open file for writing. */
export interface FileWriter {
  /** Settles once the bytes may leave memory. @throws SftpFault OP_UNSUPPORTED for anything but the next byte */
  write(offset: number, data: Buffer): Promise<void>;
  readonly size: number;
  /** Completes the upload: only now does the object exist, and only now is a refusal told, as on Transfer. */
  close(): Promise<void>;
  /** Drops the upload; there will be no object. */
  abort(): void;
}

/** Opens a file for writing: a streamed PUT, which S3 can only do from the first byte to the last. */
export function openWriter(session: Session, path: string, flags: number): FileWriter {
  if ((flags & (OPEN.READ | OPEN.APPEND)) !== 0 || (flags & OPEN.TRUNC) === 0) {
    throw new SftpFault("OP_UNSUPPORTED", "A file can only be written anew, from its beginning");
  }
  const place = changeable(session, path);
  checkExistence(session, path, flags);
  const body = new PassThrough();
  body.on("error", () => undefined);
  let size = 0;
  let settled = false;
  const upload = Promise.resolve().then(() =>
    session.s3.put(session.login.caller(), place.bucket, place.key, body),
  );
  const outcome = upload.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const done = outcome.then(() => {
    settled = true;
    body.resume();
  });
  session.track(done);
  return {
    get size() {
      return size;
    },
    async write(offset, data) {
      if (offset !== size) throw new SftpFault("OP_UNSUPPORTED", "A file can only be written in sequence");
      size += data.length;
      if (settled || body.write(data)) return;
      await Promise.race([once(body, "drain"), done]);
    },
    async close() {
      body.end();
      const failed = await outcome;
      if (failed) throw failed.error;
    },
    abort: () => body.destroy(new SftpFault("FAILURE", "The upload was given up")),
  };
}

function checkExistence(session: Session, path: string, flags: number): void {
  const mustNotExist = (flags & OPEN.EXCL) !== 0;
  if (!mustNotExist && (flags & OPEN.CREAT) !== 0) return;
  if (exists(session, path) === mustNotExist) {
    throw mustNotExist
      ? new SftpFault("FAILURE", "File exists")
      : new SftpFault("NO_SUCH_FILE", "No such file");
  }
}

/** Whether there is anything at a path. @throws AwsFault AccessDenied */
export function exists(session: Session, path: string): boolean {
  try {
    lookUp(session, path);
    return true;
  } catch (error) {
    if (error instanceof SftpFault && error.status === "NO_SUCH_FILE") return false;
    throw error;
  }
}
