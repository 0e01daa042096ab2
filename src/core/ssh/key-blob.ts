import { createPublicKey } from "node:crypto";
import { type SshReader, sshReader } from "./wire.ts";

/** The least size of an RSA modulus that is taken, in bits. */
export const RSA_MIN_BITS = 2048;

/** The key types that AWS Transfer takes for users (https://docs.aws.amazon.com/transfer/latest/userguide/key-management.html). */
export const KEY_TYPES = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
] as const;

/** A type of {@link KEY_TYPES}. */
export type KeyType = (typeof KEY_TYPES)[number];

/** What is wrong with a blob. */
export type BlobFault = "type-mismatch" | "malformed" | "weak";

const CURVES: Readonly<Record<string, { readonly crv: string; readonly bits: number }>> = {
  nistp256: { crv: "P-256", bits: 256 },
  nistp384: { crv: "P-384", bits: 384 },
  nistp521: { crv: "P-521", bits: 521 },
};

/** The key size in bits of a public key blob that says to be of `type`, or what is wrong with it. */
export function checkBlob(type: KeyType, blob: Uint8Array): number | BlobFault {
  const fields = sshReader(blob);
  const name = fields.string()?.toString("latin1");
  if (name === undefined) return "malformed";
  if (name !== type) return "type-mismatch";
  const bits = checkFields(type, fields);
  return typeof bits === "number" && !fields.atEnd() ? "malformed" : bits;
}

function checkFields(type: KeyType, fields: SshReader): number | BlobFault {
  if (type === "ssh-ed25519") return fields.string()?.length === 32 ? 256 : "malformed";
  return type === "ssh-rsa" ? checkRsa(fields) : checkEcdsa(type.slice("ecdsa-sha2-".length), fields);
}

function checkRsa(fields: SshReader): number | BlobFault {
  const exponent = fields.string();
  const modulus = fields.string();
  if (!exponent || !modulus || !isPositive(exponent) || !isPositive(modulus)) return "malformed";
  const odd = (bytes: Buffer) => ((bytes.at(-1) ?? 0) & 1) === 1;
  if (!odd(exponent) || !odd(modulus)) return "malformed";
  if (bitLength(exponent) < 2) return "weak";
  const bits = bitLength(modulus);
  return bits < RSA_MIN_BITS ? "weak" : bits;
}

/** An mpint above zero in its one minimal form. */
function isPositive(mpint: Buffer): boolean {
  const [first, second] = mpint;
  if (first === undefined || (first & 0x80) !== 0) return false;
  return first !== 0 || (second !== undefined && (second & 0x80) !== 0);
}

function bitLength(mpint: Buffer): number {
  const first = mpint.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (mpint.length - first) * 8 - Math.clz32(mpint[first] ?? 0) + 24;
}

function checkEcdsa(curveName: string, fields: SshReader): number | BlobFault {
  const curve = CURVES[curveName];
  if (!curve || fields.string()?.toString("latin1") !== curveName) return "malformed";
  const point = fields.string();
  const size = Math.ceil(curve.bits / 8);
  if (!point || point.length !== 1 + 2 * size || point[0] !== 4) return "malformed";
  const x = point.subarray(1, 1 + size).toString("base64url");
  const y = point.subarray(1 + size).toString("base64url");
  try {
    // Refuses a point that is not on the curve.
    createPublicKey({ key: { kty: "EC", crv: curve.crv, x, y }, format: "jwk" });
    return curve.bits;
  } catch {
    return "malformed";
  }
}
