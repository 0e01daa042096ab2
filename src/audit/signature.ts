import { constants, createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { canonicalJson } from "../core/canonical.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { decode, HASH, parseJson } from "./parse.ts";

/** The algorithms that a head is signed with, by AWS's names. */
export type SigningAlgorithm = "ECDSA_SHA_256" | "RSASSA_PSS_SHA_256";

/** What is signed of a record: its place, and by which key. All before it is covered by its hash. */
export interface Statement {
  readonly format: "vendor-audit-signature/1";
  /** Number and hash of the record. */
  readonly seq: number;
  readonly hash: string;
  /** ISO time, by the clock of the machine that had it signed. */
  readonly at: string;
  /** ARN of the KMS key. */
  readonly key: string;
  readonly algorithm: SigningAlgorithm;
  /** `sha256:…` of the public half as DER-encoded SubjectPublicKeyInfo. */
  readonly fingerprint: string;
}

/** One line of the file of signatures. */
export interface Signature extends Statement {
  /** Base64 of the signature over {@link statementText}. */
  readonly signature: string;
}

/** The public half of a key that signs. */
export interface PublicKey {
  readonly key: KeyObject;
  /** The one text form in which it is kept. */
  readonly pem: string;
  readonly algorithm: SigningAlgorithm;
  readonly fingerprint: string;
}

/** Longest line that is read, in bytes: an RSA signature of 8,192 bits is far below it. */
const MAX_LINE = 8 * 1024;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/([A-Za-z0-9-]{1,128})$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MEMBERS = "algorithm at fingerprint format hash key seq signature";

/** The text that is signed: the canonical JSON of a statement. */
export function statementText({ format, seq, hash, at, key, algorithm, fingerprint }: Statement): string {
  return canonicalJson({ format, seq, hash, at, key, algorithm, fingerprint });
}

/** Name of the file with the public half of the key with this ARN. */
export function pemName(keyArn: string): string {
  return `${KEY_ARN.exec(keyArn)?.[1] ?? "key"}.pem`;
}

/** Reads a public key in PEM, of a kind that signs heads; else `undefined`. */
export function readPublicKey(text: string): PublicKey | undefined {
  // Else a private key would be taken, and its public half made from it.
  if (!text.trimStart().startsWith("-----BEGIN PUBLIC KEY-----")) return undefined;
  try {
    const key = createPublicKey(text);
    const algorithm = algorithmOf(key);
    if (algorithm === undefined) return undefined;
    const der = key.export({ format: "der", type: "spki" });
    const fingerprint = `sha256:${createHash("sha256").update(der).digest("hex")}`;
    return { key, algorithm, fingerprint, pem: key.export({ format: "pem", type: "spki" }).toString() };
  } catch {
    return undefined;
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm | undefined {
  if (asymmetricKeyType === "rsa")
    return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? "RSASSA_PSS_SHA_256" : undefined;
  return asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1"
    ? "ECDSA_SHA_256"
    : undefined;
}

/** Whether `signature` is `by`'s signature over its own statement. */
export function isSignedBy(signature: Signature, by: PublicKey): boolean {
  if (signature.algorithm !== by.algorithm || signature.fingerprint !== by.fingerprint) return false;
  // The salt is as long as the digest: https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
  const padding =
    by.algorithm === "RSASSA_PSS_SHA_256" ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  const bytes = Buffer.from(signature.signature, "base64");
  return verify("sha256", Buffer.from(statementText(signature)), { key: by.key, ...padding }, bytes);
}

/** Reads one line of the file of signatures, believing nothing; a text says what is wrong with it. */
export function parseSignature(bytes: Uint8Array): Signature | string {
  if (bytes.length > MAX_LINE) return `is longer than ${MAX_LINE} bytes`;
  const text = decode(bytes);
  if (text === undefined) return "is not UTF-8 text";
  const value = parseJson(text);
  if (value === undefined) return "is not JSON";
  if (!isSignature(value)) return "is not a signature: a member is missing, malformed or too many";
  if (canonicalJson(value) !== text) return "is not in canonical form";
  return value;
}

function isSignature(value: Json): value is Json & { readonly [key: string]: Json } & Signature {
  if (!isJsonObject(value) || Object.keys(value).sort().join(" ") !== MEMBERS) return false;
  const { format, seq, hash, at, key, algorithm, fingerprint, signature } = value;
  return (
    format === "vendor-audit-signature/1" &&
    Number.isSafeInteger(seq) &&
    Number(seq) > 0 &&
    matches(hash, HASH) &&
    matches(at, TIME) &&
    matches(key, KEY_ARN) &&
    (algorithm === "ECDSA_SHA_256" || algorithm === "RSASSA_PSS_SHA_256") &&
    matches(fingerprint, HASH) &&
    typeof signature === "string" &&
    Buffer.from(signature, "base64").toString("base64") === signature
  );
}

function matches(value: Json | undefined, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}
