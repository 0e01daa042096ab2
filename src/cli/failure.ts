import type { AwsFailure } from "../aws/failure.ts";
import { toVendorError } from "../aws/report.ts";
import { diskError } from "../core/disk-error.ts";
import { VendorError, vendorError } from "../core/errors.ts";

/**
 * Whatever was thrown, as a row of the error table. Errors are told apart by name: loading a class to
 * compare with would load what `vendor --help` must not.
 */
export function toKnownError(thrown: unknown): VendorError {
  if (thrown instanceof VendorError) return thrown;
  if (thrown instanceof Error && thrown.name === "AwsFailure") return toVendorError(thrown as AwsFailure);
  const refused = diskError(thrown) ?? machineError(thrown);
  if (refused !== undefined) return refused;
  return vendorError(
    "unexpected",
    { what: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}

/** What the operating system's calls are called by people. */
const SYSCALLS: Readonly<Record<string, string>> = {
  mkdir: "make",
  scandir: "list",
  rename: "write",
  fsync: "write",
  listen: "listen on",
  bind: "listen on",
};

/** What Node reports of a refused file or port, e.g. a folder without permission or a full disk. */
function machineError(thrown: unknown): VendorError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, syscall, path, address, port } = thrown as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (code === undefined || syscall === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  const on = path ?? (address === undefined ? "a file" : `${address}:${port}`);
  if (code === "EADDRINUSE") return vendorError("portTaken", { address: on }, { cause: thrown });
  return vendorError("machineRefused", { what: SYSCALLS[syscall] ?? syscall, on, code }, { cause: thrown });
}
