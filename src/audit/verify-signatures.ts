import { linesOf } from "./parse.ts";
import {
  isSignedBy,
  type PublicKey,
  parseSignature,
  pemName,
  readPublicKey,
  type Signature,
} from "./signature.ts";
import type { Anchor } from "./verify.ts";

/** What is wrong with the signatures. */
export interface SignatureFinding {
  readonly code: "unreadable" | "wrong" | "foreign" | "keyless" | "misplaced" | "truncated" | "unsigned";
  /** 1-based line of the file of signatures; absent where it is about the whole file. */
  readonly line?: number;
  /** Number of the record that the signature is about, as the line claims. */
  readonly record?: number;
  readonly message: string;
}

/** A key that signed, and what. */
export interface Signer {
  /** ARN, as the signed statement says. */
  readonly key: string;
  readonly fingerprint: string;
  readonly algorithm: string;
  /** Numbers of the first and the last record that it signed. */
  readonly from: number;
  readonly to: number;
}

/** What came of the verification of a file of signatures. */
export interface SignatureVerification {
  /** Signatures that hold, in file order. */
  readonly signatures: readonly Signature[];
  /** Keys in the order in which they signed: more than one, and the key was changed. */
  readonly signers: readonly Signer[];
  readonly findings: readonly SignatureFinding[];
}

/** Whose signatures are believed. */
export interface SignatureKeys {
  /** Trusted from elsewhere; where there are any, nothing else counts. */
  readonly given: readonly PublicKey[];
  /** PEM texts that lie in the folder, by file name: they show no more than that whoever wrote the folder had them. */
  readonly folder: ReadonlyMap<string, string>;
}

/**
 * Verifies a file of signatures without AWS, clock, files or trust in what it reads. That the records are there which were
 * signed is for {@link verifyLog} to find, by {@link anchorsOfSignatures}.
 */
export function verifySignatures(bytes: Uint8Array, keys: SignatureKeys): SignatureVerification {
  const { lines, rest } = linesOf(bytes);
  const signatures: Signature[] = [];
  const findings: SignatureFinding[] = [];
  let before = 0;
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const parsed = parseSignature(content);
    if (typeof parsed === "string") {
      findings.push({ code: "unreadable", line, message: `line ${line} of the signatures ${parsed}` });
      continue;
    }
    const finding = wrongKey(parsed, keys) ?? misplaced(parsed, before);
    before = Math.max(before, parsed.seq);
    if (finding === undefined) signatures.push(parsed);
    else findings.push({ ...finding, line, record: parsed.seq });
  }
  if (rest > 0) {
    const message = `line ${lines.length + 1} of the signatures ends in the middle (${rest} bytes)`;
    findings.push({ code: "truncated", line: lines.length + 1, message });
  }
  if (keys.given.length > 0 && lines.length === 0 && rest === 0)
    findings.push({
      code: "unsigned",
      message: "there is no signature, though a key to verify with was given",
    });
  return { signatures, signers: signersOf(signatures), findings };
}

/** The records that were signed: they must be in the log. */
export function anchorsOfSignatures(signatures: readonly Signature[]): Anchor[] {
  return signatures.map(({ seq, hash, key }) => ({ seq, hash, source: `a signature by ${key}` }));
}

type Judged = Omit<SignatureFinding, "line" | "record">;

function wrongKey(signature: Signature, { given, folder }: SignatureKeys): Judged | undefined {
  const { seq, key, fingerprint } = signature;
  if (given.length > 0) {
    const trusted = given.find((one) => one.fingerprint === fingerprint);
    if (trusted === undefined) {
      const message = `the signature of record ${seq} is by ${key} with the public key ${fingerprint}, which is not the one given`;
      return { code: "foreign", message };
    }
    return wrong(signature, trusted);
  }
  const name = pemName(key);
  const text = folder.get(name);
  const kept = text === undefined ? undefined : readPublicKey(text);
  if (kept === undefined || kept.pem !== text) {
    const what = text === undefined ? "is not there" : "is not a public key as it was written";
    return { code: "keyless", message: `the signature of record ${seq} can't be checked: ${name} ${what}` };
  }
  return wrong(signature, kept);
}

function wrong(signature: Signature, by: PublicKey): Judged | undefined {
  if (isSignedBy(signature, by)) return undefined;
  const { seq, key } = signature;
  return {
    code: "wrong",
    message: `the signature of record ${seq} is not by ${key}: it does not fit its public key`,
  };
}

function misplaced({ seq }: Signature, before: number): Judged | undefined {
  if (seq > before) return undefined;
  return {
    code: "misplaced",
    message: `the signature of record ${seq} stands after that of record ${before}`,
  };
}

function signersOf(signatures: readonly Signature[]): Signer[] {
  const signers: Signer[] = [];
  for (const { seq, key, fingerprint, algorithm } of signatures) {
    const last = signers.at(-1);
    if (last?.key === key && last.fingerprint === fingerprint)
      signers[signers.length - 1] = { ...last, to: seq };
    else signers.push({ key, fingerprint, algorithm, from: seq, to: seq });
  }
  return signers;
}
