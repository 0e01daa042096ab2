import { parsePublicKey } from "../ssh-keys.ts";

/** What an SSH server is known by. */
export interface HostKey {
  /** `TYPE BASE64`, or `SHA256:…` where only the fingerprint was given. */
  readonly text: string;
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/** What came of a text: a host key, or why it is none. The problem never holds any of the text. */
export type ParsedHostKey =
  | ({ readonly ok: true } & HostKey)
  | { readonly ok: false; readonly problem: string };

/** `SHA256:` and 32 bytes in unpadded base64, alone or in a line of `ssh-keygen -l`. */
const FINGERPRINT = /^(?:\d+ )?(SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])=?(?: .*)?$/;
const MARKED = /^@(cert-authority|revoked)\b/;
const MD5 = /^(?:\d+ )?(?:MD5:)?([0-9a-f]{2}:){15}[0-9a-f]{2}\b/i;

const WANTED =
  "Give a line of `ssh-keyscan HOST`, or a fingerprint that begins with SHA256:, and compare it with what the partner says by another way.";

/**
 * Reads the host key of a server: a public key, a line of `ssh-keyscan` or `known_hosts`, or a SHA256 fingerprint.
 * https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT
 */
export function parseHostKey(text: string): ParsedHostKey {
  const line = text.trim();
  if (/[\r\n]/.test(line))
    return { ok: false, problem: `There is more than one line; pin one key. ${WANTED}` };
  if (MD5.test(line)) return { ok: false, problem: `MD5 fingerprints can be forged. ${WANTED}` };
  if (MARKED.test(line))
    return { ok: false, problem: `A marked line (@cert-authority, @revoked) names no host key. ${WANTED}` };
  const [, fingerprint] = FINGERPRINT.exec(line) ?? [];
  if (fingerprint !== undefined) return { ok: true, text: fingerprint, fingerprint };
  const [key, keyBehindHost] = [parsePublicKey(line), parsePublicKey(line.replace(/^\S+\s+/, ""))];
  const found = key.ok ? key : keyBehindHost;
  return found.ok
    ? { ok: true, text: found.body, fingerprint: found.fingerprint }
    : { ok: false, problem: `This is no SSH host key. ${WANTED}` };
}
