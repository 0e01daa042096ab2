import { type RunningChecksum, startChecksum } from "../../auth/checksums.ts";
import type { ChecksumAlgorithm } from "./records.ts";

/** Algorithms by the name of their `x-amz-checksum-…` header. */
export const CHECKSUM_HEADERS: Readonly<Record<string, ChecksumAlgorithm>> = {
  "x-amz-checksum-crc32": "CRC32",
  "x-amz-checksum-crc32c": "CRC32C",
  "x-amz-checksum-crc64nvme": "CRC64NVME",
  "x-amz-checksum-sha1": "SHA1",
  "x-amz-checksum-sha256": "SHA256",
};

/** Header that carries an algorithm's checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** A new running checksum. */
export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  const checksum = startChecksum(algorithm.toLowerCase());
  if (checksum === undefined) throw new TypeError(`no checksum ${algorithm}`);
  return checksum;
}
