import { expect, test } from "vitest";
import { startChecksum } from "../../../sandbox/local-aws/auth/checksums.ts";

/** The check values of the CRC catalogue, https://reveng.sourceforge.io/crc-catalogue/ */
test.each([
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
  ["crc64nvme", "ae8b14860a799888"],
  ["sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
  ["sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
])("%s of 123456789, in pieces", (algorithm, hex) => {
  const sum = startChecksum(algorithm);
  sum?.update(Buffer.from("1234"));
  sum?.update(Buffer.from(""));
  sum?.update(Buffer.from("56789"));
  expect(sum?.digest()).toBe(Buffer.from(hex, "hex").toString("base64"));
});

test("an algorithm that S3 does not know has no checksum", () => {
  expect(startChecksum("md4")).toBeUndefined();
});
