/** Looks for what must never be written or printed. */
export interface SecretWatch {
  /** From now on, this one as well. */
  add(secret: string): void;
  /** What of it is in a text, in words that don't repeat it. */
  findIn(text: string, where: string): readonly string[];
}

/** Long enough to be a secret key or a session token. */
const TOKENS = /[A-Za-z0-9+/=]{30,}/g;
/** A private key, and how the base64 of one begins in OpenSSH's format. */
const PRIVATE = /PRIVATE KEY|b3BlbnNzaC1rZXktdjE/;

/** Makes a watch that knows private keys, and nothing else yet. */
export function watchSecrets(): SecretWatch {
  const known = new Set<string>();
  return {
    add: (secret) => void known.add(secret),
    findIn(text, where) {
      const tokens = text.match(TOKENS) ?? [];
      return [
        ...(PRIVATE.test(text) ? [`a private key in ${where}`] : []),
        ...tokens.filter((token) => known.has(token)).map(() => `a secret in ${where}`),
      ];
    },
  };
}
