import { AwsFault } from "../fault.ts";

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7). */
export const STATUS = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  OP_UNSUPPORTED: 8,
} as const;

/** A name of {@link STATUS}. */
export type StatusName = keyof typeof STATUS;

/** A refusal of one SFTP request. */
export class SftpFault extends Error {
  override readonly name = "SftpFault";
  constructor(
    readonly status: StatusName,
    message: string,
  ) {
    super(message);
  }
}

/** `NO_SUCH_FILE` of a path. */
export function noSuchFile(path: string): SftpFault {
  return new SftpFault("NO_SUCH_FILE", `No such file or directory: ${path}`);
}

/** The status and text that a client gets for an error: S3's own words are not passed on, as Transfer doesn't either. */
export function statusOf(error: unknown): { readonly status: StatusName; readonly message: string } {
  if (error instanceof SftpFault) return { status: error.status, message: error.message };
  if (!(error instanceof AwsFault)) return { status: "FAILURE", message: `Failure: ${String(error)}` };
  if (isDenial(error)) return { status: "PERMISSION_DENIED", message: "Permission denied" };
  if (isMissing(error)) return { status: "NO_SUCH_FILE", message: "No such file or directory" };
  return { status: "FAILURE", message: `Failure: ${error.code}` };
}

/** Whether S3 or KMS refused the caller. */
export function isDenial(error: unknown): boolean {
  return error instanceof AwsFault && /^AccessDenied(Exception)?$/.test(error.code);
}

/** Whether S3 knows no such object or bucket. */
export function isMissing(error: unknown): boolean {
  return error instanceof AwsFault && /^(NoSuchKey|NoSuchBucket|NotFound|404)$/.test(error.code);
}
