import { createPrivateKey } from "node:crypto";

/** PEM, OpenSSH and SSH.COM armour, PuTTY's .ppk, the body of an OpenSSH key without its armour, a private JWK. */
const SIGNS = [
  /BEGIN [A-Z0-9 ]*PRIVATE KEY/i,
  /PuTTY-User-Key-File-\d/i,
  /Private-Lines:\s*\d/i,
  /b3BlbnNzaC1rZXktdj/,
  /"d"\s*:\s*"[A-Za-z0-9_-]{20,}"/,
];
const BASE64_BODY = /^[A-Za-z0-9+/]{40,}={0,2}$/;

/**
 * Whether a text holds a private key in any of the usual forms, also when only its base64 body was pasted.
 * Ask it of every text that a person may have pasted by mistake, before the text is shown, logged or stored.
 */
export function looksLikePrivateKey(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text)) || isPrivateDer(text.replace(/\s|\\n/g, ""));
}

function isPrivateDer(base64: string): boolean {
  if (!BASE64_BODY.test(base64)) return false;
  const key = Buffer.from(base64, "base64");
  return (["pkcs8", "pkcs1", "sec1"] as const).some((type) => {
    try {
      createPrivateKey({ key, format: "der", type });
      return true;
    } catch {
      return false;
    }
  });
}
