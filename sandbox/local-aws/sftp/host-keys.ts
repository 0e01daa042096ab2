import { createPublicKey, generateKeyPair, type JsonWebKey } from "node:crypto";
import { promisify } from "node:util";
import { sshFingerprint } from "../../../src/core/ssh/fingerprint.ts";
import { generateSshKeyPair } from "../../../src/core/ssh/key-pair.ts";
import { sshMpint, sshReader, sshString } from "../../../src/core/ssh/wire.ts";

const OPENSSH_MAGIC = Buffer.from("openssh-key-v1\0");

/** What ListHostKeys tells about one host key. */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256` or `ssh-rsa`. */
  readonly type: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/** New host keys for a server, one of each type that Transfer makes: Ed25519, ECDSA P-256, RSA 2048. Private keys as text. */
export async function generateHostKeys(): Promise<string[]> {
  const generate = promisify(generateKeyPair);
  const [ecdsa, rsa] = await Promise.all([
    generate("ec", { namedCurve: "P-256" }),
    generate("rsa", { modulusLength: 2048 }),
  ]);
  return [
    generateSshKeyPair("ssh-ed25519").privateKey.reveal(),
    ecdsa.privateKey.export({ format: "pem", type: "sec1" }).toString(),
    rsa.privateKey.export({ format: "pem", type: "pkcs1" }).toString(),
  ];
}

/** Type and fingerprint of each private host key, in the same order. */
export function describeHostKeys(keys: readonly string[]): HostKey[] {
  return keys.map((key) => {
    const blob = publicBlob(key);
    return { type: sshReader(blob).string()?.toString() ?? "", fingerprint: sshFingerprint(blob) };
  });
}

/** The `SHA256:…` fingerprint of each private host key, in the same order. */
export function hostKeyFingerprints(keys: readonly string[]): string[] {
  return describeHostKeys(keys).map((key) => key.fingerprint);
}

function publicBlob(key: string): Buffer {
  if (key.includes("BEGIN OPENSSH")) return opensshPublicBlob(key);
  return jwkPublicBlob(createPublicKey(key).export({ format: "jwk" }));
}

function opensshPublicBlob(key: string): Buffer {
  const body = Buffer.from(key.replace(/-----[^-]+-----/g, ""), "base64").subarray(OPENSSH_MAGIC.length);
  const fields = sshReader(body);
  const names = [fields.string(), fields.string(), fields.string()];
  const headerBytes = names.reduce((sum, field) => sum + 4 + (field?.length ?? 0), 0);
  // Behind cipher, kdf and kdf options comes the number of keys, a uint32.
  return sshReader(body.subarray(headerBytes + 4)).string() ?? Buffer.alloc(0);
}

function jwkPublicBlob(jwk: JsonWebKey): Buffer {
  const bytes = (text: string | undefined) => Buffer.from(text ?? "", "base64url");
  if (jwk.kty === "RSA")
    return Buffer.concat([sshString("ssh-rsa"), sshMpint(bytes(jwk.e)), sshMpint(bytes(jwk.n))]);
  const point = Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
  return Buffer.concat([sshString("ecdsa-sha2-nistp256"), sshString("nistp256"), sshString(point)]);
}
