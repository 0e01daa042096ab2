import { AwsFailure } from "../aws/failure.ts";
import { toVendorError } from "../aws/report.ts";
import { diskError } from "../core/disk-error.ts";
import { VendorError, vendorError } from "../core/errors.ts";

/** Whatever was thrown, as a row of the error table. */
export function asVendorError(thrown: unknown): VendorError {
  if (thrown instanceof VendorError) return thrown;
  if (thrown instanceof AwsFailure) return toVendorError(thrown);
  const refused = diskError(thrown);
  if (refused !== undefined) return refused;
  return vendorError(
    "unexpected",
    { what: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}
