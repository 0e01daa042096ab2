import type { Random } from "../../../../src/core/ports.ts";

/** A random identifier in the form of a UUID, e.g. a key id or a secret's version id. */
export function uuid(random: Random): string {
  const hex = Buffer.from(random.bytes(16)).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** `bytes` random bytes in lower-case hex. */
export function randomHex(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString("hex");
}
