import type { SFTPWrapper } from "ssh2";
import { sha256Hex } from "../../core/canonical.ts";
import type { SftpAction } from "../../core/probe.ts";

/** As much of a file as a probe reads. */
const READ_BYTES = 32 * 1024;

/** Every action but the login, which needs no channel. */
export type SftpOperation = Exclude<SftpAction, { op: "login" }>;

/** What an operation answered. */
export interface OperationResult {
  /** Tells two answers apart: names, size and time, a digest of content. Never the content. */
  readonly identity: string;
  /** What a person reads. */
  readonly detail: string;
}

type Callback<T> = (error: Error | null | undefined, value?: T) => void;

/** An SFTP request of ssh2 as a promise. */
function ask<T = void>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}

/** Performs an operation. @throws ssh2's error with the SFTP status as `code` */
export async function perform(sftp: SFTPWrapper, action: SftpOperation): Promise<OperationResult> {
  switch (action.op) {
    case "list":
      return list(sftp, action.path);
    case "get":
      return get(sftp, action.path);
    case "stat":
      return stat(sftp, action.path);
    case "put":
      return put(sftp, action.path, action.body);
    case "realpath": {
      const path = await ask<string>((done) => sftp.realpath(action.path, done));
      return { identity: path, detail: path };
    }
    case "remove":
      return change(ask((done) => sftp.unlink(action.path, done)));
    case "mkdir":
      return change(
        anew(
          () => ask((done) => sftp.mkdir(action.path, done)),
          () => ask((done) => sftp.rmdir(action.path, done)),
        ),
      );
    case "rmdir":
      return change(ask((done) => sftp.rmdir(action.path, done)));
    case "rename":
      return change(
        anew(
          () => ask((done) => sftp.rename(action.path, action.to, done)),
          () => ask((done) => sftp.unlink(action.to, done)),
        ),
      );
    case "symlink":
      return change(ask((done) => sftp.symlink(action.path, action.to, done)));
  }
}

/** SFTP's status for whatever has no status of its own, such as a name that is taken. */
const FAILURE = 4;

/**
 * A test that was cut off leaves what it had made under the names that the next one uses: where making fails without a
 * reason of its own, and what is in the way can be taken away, it is made once more.
 */
async function anew(make: () => Promise<void>, clear: () => Promise<void>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== FAILURE) throw error;
    const cleared = await clear().then(
      () => true,
      () => false,
    );
    if (!cleared) throw error;
    await make();
  }
}

/** The changes that answer nothing but their success. */
async function change(done: Promise<void>): Promise<OperationResult> {
  await done;
  return { identity: "", detail: "done" };
}

async function list(sftp: SFTPWrapper, path: string): Promise<OperationResult> {
  const entries = await ask<{ filename: string }[]>((done) => sftp.readdir(path, done));
  const names = entries.map((entry) => entry.filename).sort();
  return {
    identity: sha256Hex(names.join("\0")),
    detail: names.length === 1 ? "1 entry" : `${names.length} entries`,
  };
}

async function stat(sftp: SFTPWrapper, path: string): Promise<OperationResult> {
  const { mode, size, mtime } = await ask<{ mode: number; size: number; mtime: number }>((done) =>
    sftp.stat(path, done),
  );
  return { identity: `${mode} ${size} ${mtime}`, detail: `${size} bytes` };
}

async function get(sftp: SFTPWrapper, path: string): Promise<OperationResult> {
  const handle = await ask<Buffer>((done) => sftp.open(path, "r", done));
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    const count = await ask<number>((done) => sftp.read(handle, buffer, 0, READ_BYTES, 0, done)).catch(
      endOfFile,
    );
    return { identity: sha256Hex(buffer.subarray(0, count)), detail: `${count} bytes read` };
  } finally {
    await ask((done) => sftp.close(handle, done));
  }
}

/** An empty file answers its first read with EOF. */
function endOfFile(error: { readonly code?: number }): number {
  if (error.code === 1) return 0;
  throw error;
}

/** A refusal by KMS is told only by the close of an upload: it is part of the put. */
async function put(sftp: SFTPWrapper, path: string, body: string): Promise<OperationResult> {
  const bytes = Buffer.from(body);
  const handle = await ask<Buffer>((done) => sftp.open(path, "w", done));
  try {
    if (bytes.length > 0) await ask((done) => sftp.write(handle, bytes, 0, bytes.length, 0, done));
  } catch (error) {
    await ask((done) => sftp.close(handle, done)).catch(() => undefined);
    throw error;
  }
  await ask((done) => sftp.close(handle, done));
  return { identity: sha256Hex(bytes), detail: `${bytes.length} bytes written` };
}
