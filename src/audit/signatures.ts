import { dirname, join } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import { type Disk, readText, writeWhole } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import type { LockEffects } from "../core/lock-file.ts";
import type { ChainHead } from "./chain.ts";
import { appendLine, lastLine } from "./lines.ts";
import { headOf, logLock } from "./log.ts";
import { type PublicKey, parseSignature, pemName, type Signature } from "./signature.ts";

/** The file of the signatures over the log at `log`, beside it. */
export function signaturesFile(log: string): string {
  return join(dirname(log), "signatures.jsonl");
}

/** What lies beside a log, as bytes that nobody vouches for. */
export interface SignatureFiles {
  readonly signatures: Uint8Array;
  /** Public halves by the names of their files. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Reads what lies beside the log at `log`. */
export function readSignatures(log: string, disk: Disk): SignatureFiles {
  const folder = dirname(log);
  const names = disk.list(folder).filter((name) => name.endsWith(".pem"));
  return {
    signatures: disk.read(signaturesFile(log)) ?? new Uint8Array(),
    keys: new Map(names.map((name) => [name, readText(disk, join(folder, name)) ?? ""])),
  };
}

/** The head of a log, and whether it is signed. */
export interface SignedHead extends ChainHead {
  /** The signature over this very head, where there is one. */
  readonly signature?: Signature;
}

/**
 * The head of the log at `log` with its signature.
 * @throws VendorError `auditBroken` where its last record or signature can't be read, or a record was signed that is
 * not there any more
 */
export function signedHead(log: string, disk: Disk): SignedHead {
  const head = headOf(log, disk);
  const last = lastSignature(log, disk);
  if (last === undefined || last.seq < head.seq) return head;
  if (last.seq === head.seq && last.hash === head.hash) return { ...head, signature: last };
  const first = `record ${last.seq} (${last.hash}) was signed, and the log ends with record ${head.seq} (${head.hash})`;
  throw vendorError("auditBroken", { file: log, findings: 1, first });
}

function lastSignature(log: string, disk: Disk): Signature | undefined {
  const file = signaturesFile(log);
  const line = lastLine(file, disk);
  if (line === undefined) return undefined;
  const parsed = parseSignature(line);
  if (typeof parsed !== "string") return parsed;
  throw vendorError("auditBroken", { file, findings: 1, first: `the last line ${parsed}` });
}

/**
 * Keeps a signature over the log at `log`, and the public half once, unless a later record was signed meanwhile.
 * @throws VendorError `auditBroken` where another public half is there under the key's name · `lockedByRun`
 */
export async function keepSignature(
  log: string,
  signature: Signature,
  { pem }: Pick<PublicKey, "pem">,
  effects: LockEffects,
): Promise<void> {
  const { disk } = effects;
  const make = () => {
    const last = lastSignature(log, disk);
    if (last !== undefined && last.seq >= signature.seq) return { value: undefined };
    keepKey(join(dirname(log), pemName(signature.key)), pem, disk);
    return { line: canonicalJson({ ...signature }), value: undefined };
  };
  await appendLine(signaturesFile(log), logLock(log), make, effects);
}

function keepKey(file: string, pem: string, disk: Disk): void {
  const kept = readText(disk, file);
  if (kept === undefined) writeWhole(disk, file, pem);
  else if (kept !== pem)
    throw vendorError("auditBroken", { file, findings: 1, first: "it is not the key that AWS signs with" });
}
