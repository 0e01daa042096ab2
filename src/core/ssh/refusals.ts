import { RSA_MIN_BITS } from "./key-blob.ts";

/** The longest public key that AWS Transfer takes, in characters (https://docs.aws.amazon.com/transfer/latest/APIReference/API_ImportSshPublicKey.html). */
export const KEY_MAX_LENGTH = 2048;

const OTHER_KEY = "Make another one: ssh-keygen -t ed25519";
const WHOLE_LINE =
  "Paste the whole line of the .pub file, starting with ssh-ed25519, ecdsa-sha2-… or ssh-rsa.";

/** Why a text is not taken as a public key, in words that never hold any of the text. */
export const REFUSALS = {
  empty: { problem: "No public key was given.", hint: WHOLE_LINE },
  private: {
    problem: "This is a private key. Whoever sent it must treat it as exposed.",
    hint: "Give the public half (the .pub file) of a new key pair, and never send a private key to anyone.",
  },
  "too-long": {
    problem: `The public key is longer than the ${KEY_MAX_LENGTH} characters that AWS Transfer takes.`,
    hint: OTHER_KEY,
  },
  "several-lines": { problem: "There is more than one line; a public key is one line.", hint: WHOLE_LINE },
  pgp: { problem: "This is a PGP key; AWS Transfer takes SSH keys.", hint: OTHER_KEY },
  certificate: {
    problem: "This is an SSH certificate; AWS Transfer takes plain public keys.",
    hint: "Give the public key that the certificate was issued for.",
  },
  "security-key": {
    problem: "Keys of hardware security keys (sk-…) are not taken by AWS Transfer.",
    hint: OTHER_KEY,
  },
  dsa: { problem: "DSA keys are broken and not taken by AWS Transfer.", hint: OTHER_KEY },
  pem: {
    problem: "This is a public key in PEM form; AWS Transfer takes OpenSSH's form.",
    hint: "Convert it: ssh-keygen -i -m PKCS8 -f FILE",
  },
  "unknown-type": {
    problem: "This is not an OpenSSH public key of a type that AWS Transfer takes.",
    hint: WHOLE_LINE,
  },
  "not-base64": {
    problem: "The key's middle part is not valid base64: a part is missing or was changed.",
    hint: WHOLE_LINE,
  },
  "type-mismatch": { problem: "The key's type and its content don't belong together.", hint: WHOLE_LINE },
  malformed: { problem: "The key's content is cut off or damaged.", hint: WHOLE_LINE },
  weak: { problem: `The RSA key is too weak: it needs at least ${RSA_MIN_BITS} bits.`, hint: OTHER_KEY },
} as const satisfies Record<string, { problem: string; hint: string }>;

/** A key of {@link REFUSALS}. */
export type RefusalReason = keyof typeof REFUSALS;
