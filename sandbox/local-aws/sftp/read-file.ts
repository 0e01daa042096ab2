import type { Readable } from "node:stream";
import type { ObjectHead } from "../services/s3/calls.ts";
import { lookUp, type ObjectPlace, type Session } from "./lookup.ts";
import { SftpFault } from "./status.ts";

/** The most that one read answers; a client asks again for the rest. */
const MAX_READ = 128 * 1024;

/** An open file for reading. */
export interface FileReader {
  readonly head: ObjectHead;
  /** The bytes at `offset`, fewer only at the end of the file; `undefined` behind it. */
  read(offset: number, length: number): Promise<Buffer | undefined>;
  close(): void;
}

/**
 * Opens a file for reading: one ranged GET that is streamed while reads go on in sequence, and a new one after a jump.
 * What is held in memory is the stream's own read-ahead.
 */
export function openReader(session: Session, path: string): FileReader {
  const { view } = session.login;
  const place = view.locate(view.absolute(path)) as ObjectPlace;
  const found = lookUp(session, path);
  if (found.type === "directory") throw new SftpFault("FAILURE", "Is a directory");
  const { head } = found;
  let source: { readonly body: Readable; readonly bytes: ByteSource; position: number } | undefined;
  const close = () => {
    source?.body.destroy();
    source = undefined;
  };
  const openAt = (start: number) => {
    close();
    const range = { start, end: head.size - 1 };
    const { body } = session.s3.get(session.login.caller(), place.bucket, place.key, range);
    return { body, bytes: byteSource(body), position: start };
  };
  return {
    head,
    close,
    async read(offset, length) {
      if (offset >= head.size) return undefined;
      if (source?.position !== offset) source = openAt(offset);
      const data = await source.bytes.take(Math.min(length, MAX_READ, head.size - offset));
      source.position += data.length;
      return data.length > 0 ? data : undefined;
    },
  };
}

interface ByteSource {
  /** `length` bytes, fewer only at the end. */
  take(length: number): Promise<Buffer>;
}

function byteSource(body: Readable): ByteSource {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    async take(length) {
      const parts = [rest];
      let have = rest.length;
      while (have < length) {
        const { done, value } = await chunks.next();
        if (done) break;
        parts.push(value);
        have += value.length;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = all.subarray(length);
      return all.subarray(0, length);
    },
  };
}
