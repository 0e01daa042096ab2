import { type VendorError, vendorError } from "./errors.ts";

/** Why a disk takes nothing more, by the system's code, and what to do about it. */
const REASONS: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: ["its file system is full", "Free some room on it."],
  EDQUOT: ["your quota on its file system is used up", "Free some room there, or ask for more."],
  EFBIG: ["it is bigger than this process may write", "Raise the limit (`ulimit -f`)."],
  EIO: ["the disk reports an error", "Look at the machine's log, and replace the disk or mount it again."],
  EROFS: ["its file system is mounted read-only", "Mount it for writing."],
};

/** What was thrown, as an error of the table, where a disk that is full or fails threw it. */
export function diskError(thrown: unknown): VendorError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code = "", path } = thrown as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (reason === undefined) return undefined;
  const [why, remedy] = reason;
  return vendorError("diskRefused", { file: path ?? "A file", why, remedy, code }, { cause: thrown });
}
