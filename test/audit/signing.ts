import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { ChainHead } from "../../src/audit/chain.ts";
import { type PublicKey, readPublicKey, type Signature, statementText } from "../../src/audit/signature.ts";

/** A key pair that signs as KMS does. */
export interface Pair {
  readonly arn: string;
  readonly privateKey: KeyObject;
  readonly open: PublicKey;
}

/** A new pair under a key id. */
export function newPair(id: string, type: "ec" | "rsa" = "ec"): Pair {
  const { privateKey, publicKey } =
    type === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const open = readPublicKey(publicKey.export({ format: "pem", type: "spki" }).toString());
  if (open === undefined) throw new TypeError("no public key");
  return { arn: `arn:aws:kms:eu-central-1:123456789012:key/${id}`, privateKey, open };
}

/** A signature over a head. */
export function signedBy(
  { arn, privateKey, open }: Pair,
  { seq, hash }: ChainHead,
  changes: Partial<Signature> = {},
): Signature {
  const { algorithm, fingerprint } = open;
  const at = "2026-01-01T00:00:00.000Z";
  const format = "vendor-audit-signature/1" as const;
  const statement = { format, seq, hash, at, key: arn, algorithm, fingerprint, ...changes };
  const padding =
    algorithm === "RSASSA_PSS_SHA_256" ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  const bytes = sign("sha256", Buffer.from(statementText(statement)), { key: privateKey, ...padding });
  return { ...statement, signature: bytes.toString("base64") };
}
