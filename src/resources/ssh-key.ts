import { createHash } from "node:crypto";

/** A public key as `TYPE BASE64`, its comment left out. A placeholder stays as it is. */
export function bareKey(publicKey: string): string {
  return publicKey.startsWith("${") ? publicKey : publicKey.trim().split(/\s+/).slice(0, 2).join(" ");
}

/** A public key's fingerprint as OpenSSH shows it: `SHA256:…`. */
export function fingerprintOf(publicKey: string): string {
  const [, blob = ""] = bareKey(publicKey).split(" ");
  return `SHA256:${createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64").replace(/=+$/, "")}`;
}
