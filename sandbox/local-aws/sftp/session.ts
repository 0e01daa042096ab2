import type { SFTPWrapper } from "ssh2";
import { makeDirectory, removeDirectory, removeFile, rename } from "./change.ts";
import { openDirectory } from "./directory.ts";
import { type Handles, type Open, openHandles } from "./handles.ts";
import { attributes, lookUp, type Session } from "./lookup.ts";
import { openReader } from "./read-file.ts";
import { SftpFault, STATUS, statusOf } from "./status.ts";
import { OPEN, openWriter } from "./write-file.ts";

/** Answers a request once `work` has ended: with what it does itself, or with the status of its error. */
type Answer = (request: number, work: () => unknown) => void;

/**
 * Serves SFTP on one channel. What has no handler here (symlink, readlink, extensions) ssh2 answers with OP_UNSUPPORTED.
 */
export function serveSftp(sftp: SFTPWrapper, session: Session): void {
  const handles = openHandles();
  const answer: Answer = (request, work) => {
    const answered = Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        const { status, message } = statusOf(error);
        sftp.status(request, STATUS[status], message);
      });
    session.track(answered);
  };
  serveFiles(sftp, session, handles, answer);
  serveDirectories(sftp, session, handles, answer);
  serveChanges(sftp, session, answer);
  sftp.on("end", () => handles.abandon());
  sftp.on("close", () => handles.abandon());
}

function serveFiles(sftp: SFTPWrapper, session: Session, handles: Handles, answer: Answer): void {
  sftp.on("OPEN", (request, path, flags) =>
    answer(request, () => {
      checkPath(path);
      const open: Open =
        (flags & OPEN.WRITE) === 0
          ? { type: "read", file: openReader(session, path) }
          : { type: "write", file: openWriter(session, path, flags) };
      sftp.handle(request, handles.add(open));
    }),
  );
  sftp.on("READ", (request, handle, offset, length) =>
    answer(request, () =>
      handles.use(handle, async (open) => {
        if (open.type !== "read") throw wrongHandle();
        const data = await open.file.read(offset, length);
        if (data) sftp.data(request, data);
        else sftp.status(request, STATUS.EOF);
      }),
    ),
  );
  sftp.on("WRITE", (request, handle, offset, data) =>
    answer(request, () =>
      handles.use(handle, async (open) => {
        if (open.type !== "write") throw wrongHandle();
        await open.file.write(offset, data);
        sftp.status(request, STATUS.OK);
      }),
    ),
  );
  sftp.on("CLOSE", (request, handle) =>
    answer(request, async () => {
      await handles.use(handle, async (open) => {
        handles.remove(handle);
        if (open.type === "write") await open.file.close();
        if (open.type === "read") open.file.close();
      });
      sftp.status(request, STATUS.OK);
    }),
  );
  sftp.on("FSTAT", (request, handle) =>
    answer(request, () =>
      handles.use(handle, (open) => {
        const time = Math.floor((open.type === "read" ? open.file.head.modifiedAt : 0) / 1000);
        if (open.type === "directory") throw wrongHandle();
        const size = open.type === "read" ? open.file.head.size : open.file.size;
        sftp.attrs(request, { mode: 0o100644, uid: 0, gid: 0, size, atime: time, mtime: time });
      }),
    ),
  );
}

function serveDirectories(sftp: SFTPWrapper, session: Session, handles: Handles, answer: Answer): void {
  sftp.on("OPENDIR", (request, path) =>
    answer(request, () => {
      checkPath(path);
      sftp.handle(request, handles.add({ type: "directory", reader: openDirectory(session, path) }));
    }),
  );
  sftp.on("READDIR", (request, handle) =>
    answer(request, () =>
      handles.use(handle, (open) => {
        if (open.type !== "directory") throw wrongHandle();
        const entries = open.reader.next();
        if (entries) sftp.name(request, entries);
        else sftp.status(request, STATUS.EOF);
      }),
    ),
  );
  const stat = (request: number, path: string) =>
    answer(request, () => {
      checkPath(path);
      sftp.attrs(request, attributes(lookUp(session, path)));
    });
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("REALPATH", (request, path) =>
    answer(request, () => {
      checkPath(path);
      const filename = session.login.view.absolute(path === "" ? "." : path);
      sftp.name(request, [{ filename, longname: filename, attrs: attributes({ type: "directory" }) }]);
    }),
  );
}

function serveChanges(sftp: SFTPWrapper, session: Session, answer: Answer): void {
  const change = (request: number, paths: readonly string[], work: () => unknown) =>
    answer(request, async () => {
      paths.forEach(checkPath);
      await work();
      sftp.status(request, STATUS.OK);
    });
  sftp.on("REMOVE", (request, path) => change(request, [path], () => removeFile(session, path)));
  sftp.on("RENAME", (request, from, to) => change(request, [from, to], () => rename(session, from, to)));
  sftp.on("MKDIR", (request, path) => change(request, [path], () => makeDirectory(session, path)));
  sftp.on("RMDIR", (request, path) => change(request, [path], () => removeDirectory(session, path)));
  // S3 keeps neither modes nor times. Taken without effect, as on a server with SetStatOption ENABLE_NO_OP
  // (https://docs.aws.amazon.com/transfer/latest/APIReference/API_ProtocolDetails.html): OpenSSH's put asks for it.
  sftp.on("SETSTAT", (request) => sftp.status(request, STATUS.OK));
  sftp.on("FSETSTAT", (request) => sftp.status(request, STATUS.OK));
}

/** S3 keys are UTF-8 of at most 1,024 bytes; control characters are no part of a path. */
function checkPath(path: string): void {
  if (Buffer.byteLength(path) > 1024) throw new SftpFault("FAILURE", "The path is too long");
  if (/\p{Cc}/u.test(path)) throw new SftpFault("FAILURE", "The path has control characters");
}

function wrongHandle(): SftpFault {
  return new SftpFault("FAILURE", "The handle is for something else");
}
