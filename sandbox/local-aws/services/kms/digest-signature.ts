import {
  constants,
  createHash,
  createPublicKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
} from "node:crypto";
import type { Random } from "../../../../src/core/ports.ts";
import type { SigningScheme } from "./key-spec.ts";
import { signP256, verifyP256 } from "./p256.ts";

/** Bytes of each hash. */
export const DIGEST_BYTES = { sha256: 32, sha384: 48, sha512: 64 } as const;

/** DER of a DigestInfo up to the digest. Source: https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const DIGEST_INFO = {
  sha256: "3031300d060960864801650304020105000420",
  sha384: "3041300d060960864801650304020205000430",
  sha512: "3051300d060960864801650304020305000440",
} as const;

/** Signs a digest as it is, which `node:crypto` does not do: it hashes whatever it is given. */
export function signDigest(key: KeyObject, digest: Buffer, scheme: SigningScheme, random: Random): Buffer {
  if (scheme.scheme === "ecdsa") return signP256(key, digest, random);
  if (scheme.scheme === "pkcs1") return privateEncrypt(key, digestInfo(digest, scheme));
  const salt = Buffer.from(random.bytes(digest.length));
  const block = pssBlock(digest, salt, modulusBytes(key), scheme.hash);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block);
}

/** Whether a signature is of `digest` as it is. */
export function verifyDigest(
  key: KeyObject,
  digest: Buffer,
  scheme: SigningScheme,
  signature: Buffer,
): boolean {
  const open = createPublicKey(key);
  try {
    if (scheme.scheme === "ecdsa") return verifyP256(open, digest, signature);
    if (scheme.scheme === "pkcs1") return publicDecrypt(open, signature).equals(digestInfo(digest, scheme));
    const block = publicDecrypt({ key: open, padding: constants.RSA_NO_PADDING }, signature);
    const salt = saltOf(block, digest.length, scheme.hash);
    return pssBlock(digest, salt, modulusBytes(key), scheme.hash).equals(block);
  } catch {
    return false;
  }
}

function digestInfo(digest: Buffer, { hash }: SigningScheme): Buffer {
  return Buffer.concat([Buffer.from(DIGEST_INFO[hash], "hex"), digest]);
}

function modulusBytes(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
}

type Hash = SigningScheme["hash"];

/** EMSA-PSS: https://www.rfc-editor.org/rfc/rfc8017#section-9.1.1, for moduli of whole bytes. */
function pssBlock(digest: Buffer, salt: Buffer, bytes: number, hash: Hash): Buffer {
  const sealed = createHash(hash)
    .update(Buffer.concat([Buffer.alloc(8), digest, salt]))
    .digest();
  const filled = Buffer.alloc(bytes - sealed.length - 1);
  filled[filled.length - salt.length - 1] = 1;
  salt.copy(filled, filled.length - salt.length);
  const masked = masking(filled, sealed, hash);
  return Buffer.concat([masked, sealed, Buffer.from([0xbc])]);
}

function saltOf(block: Buffer, length: number, hash: Hash): Buffer {
  const split = block.length - length - 1;
  return masking(block.subarray(0, split), block.subarray(split, -1), hash).subarray(-length);
}

/** XOR with the mask that MGF1 makes of `seed`; the top bit stays clear. */
function masking(data: Buffer, seed: Buffer, hash: Hash): Buffer {
  const parts: Buffer[] = [];
  for (let size = 0, count = 0; size < data.length; size += seed.length, count += 1) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count);
    parts.push(createHash(hash).update(seed).update(counter).digest());
  }
  const mask = Buffer.concat(parts);
  const out = Buffer.from(data.map((byte, index) => byte ^ (mask[index] ?? 0)));
  out[0] = (out[0] ?? 0) & 0x7f;
  return out;
}
