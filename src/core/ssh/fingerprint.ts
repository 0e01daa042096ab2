import { createHash } from "node:crypto";

/** The fingerprint of a public key blob as `ssh-keygen -l` prints it: `SHA256:` and unpadded base64. */
export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
