import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import type { Random } from "../../../../src/core/ports.ts";
import type { KeyRecord } from "../../tables.ts";

/** What a key is made of. */
export type KeySpec = "SYMMETRIC_DEFAULT" | "ECC_NIST_P256" | "RSA_3072";

/** How a signature is made: over which hash, with which scheme. */
export interface SigningScheme {
  readonly hash: "sha256" | "sha384" | "sha512";
  readonly scheme: "ecdsa" | "pss" | "pkcs1";
}

const RSA: Readonly<Record<string, SigningScheme>> = {
  RSASSA_PSS_SHA_256: { hash: "sha256", scheme: "pss" },
  RSASSA_PSS_SHA_384: { hash: "sha384", scheme: "pss" },
  RSASSA_PSS_SHA_512: { hash: "sha512", scheme: "pss" },
  RSASSA_PKCS1_V1_5_SHA_256: { hash: "sha256", scheme: "pkcs1" },
  RSASSA_PKCS1_V1_5_SHA_384: { hash: "sha384", scheme: "pkcs1" },
  RSASSA_PKCS1_V1_5_SHA_512: { hash: "sha512", scheme: "pkcs1" },
};

/** https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
const SCHEMES: Readonly<Record<KeySpec, Readonly<Record<string, SigningScheme>>>> = {
  SYMMETRIC_DEFAULT: {},
  ECC_NIST_P256: { ECDSA_SHA_256: { hash: "sha256", scheme: "ecdsa" } },
  RSA_3072: RSA,
};

/** The signing algorithms of a key spec by their names; none for a symmetric key. */
export function schemesOf(spec: KeySpec): Readonly<Record<string, SigningScheme>> {
  return SCHEMES[spec];
}

/** A key's spec. */
export function specOf(key: Pick<KeyRecord, "spec">): KeySpec {
  return key.spec ?? "SYMMETRIC_DEFAULT";
}

/** What keys of a spec are for. An RSA key could also encrypt on AWS; here it does not. */
export function usageOf(spec: KeySpec): "ENCRYPT_DECRYPT" | "SIGN_VERIFY" {
  return spec === "SYMMETRIC_DEFAULT" ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY";
}

/** Fresh material of a key, base64: 32 bytes, or a private key as PKCS #8 in DER. */
export function newMaterial(spec: KeySpec, random: Random): string {
  if (spec === "SYMMETRIC_DEFAULT") return Buffer.from(random.bytes(32)).toString("base64");
  const key =
    spec === "RSA_3072"
      ? generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey
      : privateKeyFrom(random.bytes(32));
  return key.export({ format: "der", type: "pkcs8" }).toString("base64");
}

/** The P-256 key whose secret number is `bytes`: of a seeded source, the same key again. */
function privateKeyFrom(bytes: Uint8Array): KeyObject {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(bytes);
  const point = ecdh.getPublicKey();
  const text = (part: Uint8Array) => Buffer.from(part).toString("base64url");
  return createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      d: text(bytes),
      x: text(point.subarray(1, 33)),
      y: text(point.subarray(33)),
    },
  });
}

/** The private half of an asymmetric key. */
export function privateKeyOf(key: KeyRecord): KeyObject {
  return createPrivateKey({ key: Buffer.from(key.material, "base64"), format: "der", type: "pkcs8" });
}

/** The public half of an asymmetric key as DER-encoded SubjectPublicKeyInfo, base64. */
export function publicKeyOf(key: KeyRecord): string {
  return createPublicKey(privateKeyOf(key)).export({ format: "der", type: "spki" }).toString("base64");
}
