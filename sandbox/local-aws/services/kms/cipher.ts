import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { canonicalJson } from "../../../../src/core/canonical.ts";
import type { Random } from "../../../../src/core/ports.ts";
import type { KeyRecord } from "../../tables.ts";
import { kmsFault } from "./faults.ts";

/** Key → value, bound to a ciphertext as additional authenticated data. */
export type EncryptionContext = Readonly<Record<string, string>>;

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key's material, with the encryption context as additional data.
 * The blob is: format byte, length of the key ARN, key ARN, IV, tag, ciphertext.
 * The IV is derived from fresh random bytes, the context and the plaintext, so that a seeded random source
 * which starts again never yields one IV for two messages.
 */
export function encryptWith(
  key: KeyRecord,
  random: Random,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const material = Buffer.from(key.material, "base64");
  const aad = Buffer.from(canonicalJson(context));
  const iv = createHmac("sha256", material)
    .update(random.bytes(16))
    .update(aad)
    .update(plaintext)
    .digest()
    .subarray(0, IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", material, iv).setAAD(aad);
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const name = Buffer.from(key.arn);
  return Buffer.concat([Buffer.from([FORMAT, name.length]), name, iv, cipher.getAuthTag(), sealed]);
}

/** The ARN of the key that a blob was made with. @throws AwsFault InvalidCiphertextException */
export function keyArnOf(blob: Uint8Array): string {
  const nameLength = blob[1] ?? 0;
  if (blob[0] !== FORMAT || blob.length <= 2 + nameLength + IV_BYTES + TAG_BYTES)
    throw kmsFault.invalidCiphertext();
  return Buffer.from(blob.subarray(2, 2 + nameLength)).toString();
}

/** The plaintext of a blob. @throws AwsFault InvalidCiphertextException: damaged, or another encryption context */
export function decryptWith(key: KeyRecord, blob: Uint8Array, context: EncryptionContext): Buffer {
  const start = 2 + Buffer.byteLength(keyArnOf(blob));
  const iv = blob.subarray(start, start + IV_BYTES);
  const tag = blob.subarray(start + IV_BYTES, start + IV_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key.material, "base64"), iv, {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(canonicalJson(context)))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(blob.subarray(start + IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw kmsFault.invalidCiphertext();
  }
}
