import { type VendorError, vendorError } from "./errors.ts";

/** Why a disk takes nothing more, by the system's code, and what to do about it. */
const REASONS: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: ["its file system is full", "Free some room on it."],
  EDQUOT: ["your quota on its file system is used up", "Free some room there, or ask for more."],
  EFBIG: ["it is bigger than this process may write", "Raise the limit (`ulimit -f`)."],
  EIO: ["the disk reports an error", "Look at the machine's log, and replace the disk or mount it again."],
  EROFS: ["its file system is mounted read-only", "Mount it for writing."],
};

const GONE = [
  "its folder is gone, or the disk that it was on",
  "Bring it back as it was: nothing else knows all that was done.",
] as const;
const REFUSED = [
  "the system does not let it be written",
  "Check who owns its folder and who may write there.",
] as const;

/** That the store at `file` is not there any more. */
export function storeGone(file: string): VendorError {
  const [why, remedy] = GONE;
  return vendorError("diskRefused", { file, why, remedy, code: "ENOENT" });
}

/** What the system threw when the store was to be written at `file`: whatever it is, nothing can be written down. */
export function storeError(thrown: unknown, file: string): unknown {
  const known = diskError(thrown);
  if (known !== undefined || !(thrown instanceof Error)) return known ?? thrown;
  const { code = "" } = thrown as NodeJS.ErrnoException;
  if (!/^E[A-Z]+$/.test(code)) return thrown;
  const [why, remedy] = code === "ENOENT" ? GONE : REFUSED;
  return vendorError("diskRefused", { file, why, remedy, code }, { cause: thrown });
}

/** What was thrown, as an error of the table, where a disk that is full or fails threw it. */
export function diskError(thrown: unknown): VendorError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code = "", path } = thrown as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (reason === undefined) return undefined;
  const [why, remedy] = reason;
  return vendorError("diskRefused", { file: path ?? "A file", why, remedy, code }, { cause: thrown });
}
