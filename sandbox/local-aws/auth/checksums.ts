import { createHash } from "node:crypto";

/** A checksum while its bytes come in. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Base64, as in the `x-amz-checksum-…` headers. */
  digest(): string;
}

/**
 * A checksum by the last part of its header's name: `crc32`, `crc32c`, `crc64nvme`, `sha1`, `sha256`.
 * `undefined` where S3 knows no such algorithm.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function startChecksum(algorithm: string): RunningChecksum | undefined {
  switch (algorithm) {
    case "crc32":
      return crc32(0xedb88320);
    case "crc32c":
      return crc32(0x82f63b78);
    case "crc64nvme":
      return crc64(0x9a6c9329ac4bc9b5n);
    case "sha1":
    case "sha256": {
      const hash = createHash(algorithm);
      return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("base64") };
    }
    default:
      return undefined;
  }
}

/** `node:zlib` has CRC-32 from Node 22.2 on only, and the others never. */
function crc32(polynomial: number): RunningChecksum {
  const table = new Uint32Array(256).map((_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
  let sum = 0xffffffff;
  return {
    update: (bytes) => {
      let value = sum;
      for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
      sum = value >>> 0;
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE((sum ^ 0xffffffff) >>> 0);
      return bytes.toString("base64");
    },
  };
}

/** CRC-64 in two 32-bit halves: BigInt for each byte would be some twenty times slower. */
function crc64(polynomial: bigint): RunningChecksum {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    high[byte] = Number(value >> 32n);
    low[byte] = Number(value & 0xffffffffn);
  }
  let sumHigh = 0xffffffff;
  let sumLow = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (sumLow ^ byte) & 0xff;
        sumLow = ((sumLow >>> 8) | (sumHigh << 24)) ^ (low[index] ?? 0);
        sumHigh = (sumHigh >>> 8) ^ (high[index] ?? 0);
      }
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE((sumHigh ^ 0xffffffff) >>> 0, 0);
      bytes.writeUInt32BE((sumLow ^ 0xffffffff) >>> 0, 4);
      return bytes.toString("base64");
    },
  };
}
