import { sshFingerprint } from "./ssh/fingerprint.ts";
import { checkBlob, KEY_TYPES, type KeyType } from "./ssh/key-blob.ts";
import { looksLikePrivateKey } from "./ssh/private-key.ts";
import { KEY_MAX_LENGTH, REFUSALS, type RefusalReason } from "./ssh/refusals.ts";
import { sshReader } from "./ssh/wire.ts";

export { generateSshKeyPair, type SshKeyPair } from "./ssh/key-pair.ts";
export { looksLikePrivateKey } from "./ssh/private-key.ts";

/** A public key that AWS Transfer takes. */
export interface PublicKey {
  readonly type: KeyType;
  /** Size in bits. */
  readonly bits: number;
  /** `TYPE BASE64`: one line without a comment. */
  readonly body: string;
  /** What stood behind the key, often `user@host`; without control characters. Chosen by whoever sent the key. */
  readonly comment: string;
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/** What came of a text: a key, or why it is none. Problem and hint never hold any of the text. */
export type ParsedPublicKey =
  | ({ readonly ok: true } & PublicKey)
  | { readonly ok: false; readonly reason: RefusalReason; readonly problem: string; readonly hint: string };

const RFC4716 = /^---- BEGIN SSH2 PUBLIC KEY ----\r?\n([\s\S]+?)\r?\n---- END SSH2 PUBLIC KEY ----$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Reads one OpenSSH public key line, or a whole RFC 4716 block.
 * With `reason: "private"` the caller must neither show nor keep the text.
 */
export function parsePublicKey(text: string): ParsedPublicKey {
  const trimmed = text.trim();
  const early = refusalOfText(trimmed);
  if (early) return refuse(early);
  const block = RFC4716.exec(trimmed);
  const line = block ? lineOfBlock(block[1] ?? "") : trimmed;
  return line === undefined ? refuse("malformed") : parseLine(line);
}

function refuse(reason: RefusalReason): ParsedPublicKey {
  return { ok: false, reason, ...REFUSALS[reason] };
}

function refusalOfText(text: string): RefusalReason | undefined {
  if (text === "") return "empty";
  if (looksLikePrivateKey(text)) return "private";
  if (text.includes("BEGIN PGP")) return "pgp";
  if (/-----BEGIN [A-Z ]*PUBLIC KEY-----/.test(text)) return "pem";
  if (text.length > KEY_MAX_LENGTH) return "too-long";
  return /[\r\n]/.test(text) && !RFC4716.test(text) ? "several-lines" : undefined;
}

/** The OpenSSH line of an RFC 4716 body: headers (which a backslash continues), then base64 lines. */
function lineOfBlock(body: string): string | undefined {
  const lines = body.replace(/\\\r?\n/g, "").split(/\r?\n/);
  const headers = lines.filter((line) => line.includes(":"));
  const base64 = lines.filter((line) => !line.includes(":")).join("");
  const type = sshReader(Buffer.from(base64, "base64")).string()?.toString("latin1");
  const comment = headers.map((header) => /^comment:\s*"?(.*?)"?$/i.exec(header)?.[1]).find(Boolean) ?? "";
  return type ? `${type} ${base64} ${comment}` : undefined;
}

function parseLine(line: string): ParsedPublicKey {
  const [, type = "", base64 = "", comment = ""] =
    /^(\S+)(?:[ \t]+(\S+)(?:[ \t]+(.*))?)?$/.exec(line.trim()) ?? [];
  if (!isKeyType(type)) return refuse(refusalOfType(type));
  const blob = Buffer.from(base64, "base64");
  if (!BASE64.test(base64) || blob.toString("base64") !== base64) return refuse("not-base64");
  const bits = checkBlob(type, blob);
  if (typeof bits !== "number") return refuse(bits);
  return {
    ok: true,
    type,
    bits,
    body: `${type} ${base64}`,
    comment: comment.replace(CONTROL, "").trim(),
    fingerprint: sshFingerprint(blob),
  };
}

function isKeyType(type: string): type is KeyType {
  return (KEY_TYPES as readonly string[]).includes(type);
}

function refusalOfType(type: string): RefusalReason {
  if (/-cert-v\d+@/.test(type)) return "certificate";
  if (type.startsWith("sk-")) return "security-key";
  return type === "ssh-dss" ? "dsa" : "unknown-type";
}
