import { readText } from "../core/disk.ts";
import { type VendorError, vendorError } from "../core/errors.ts";
import type { Store } from "./store.ts";

/** What a file of the store holds; `undefined` where there is no such file. @throws VendorError `storeBroken` */
export function readJsonFile({ disk }: Store, file: string): unknown {
  const text = readText(disk, file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw vendorError("storeBroken", { file, why: "it is not JSON" });
  }
}

/** The error of a file whose content is not as it was written. */
export function misshapen(file: string): VendorError {
  return vendorError("storeBroken", { file, why: "a member is missing or has the wrong type" });
}
