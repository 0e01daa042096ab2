import type { AuditRecord } from "./chain.ts";
import type { SignatureFiles } from "./signatures.ts";
import { verifyLog } from "./verify.ts";
import { anchorsOfSignatures, verifySignatures } from "./verify-signatures.ts";

/** The first signature that covers a record, as far as what lies in the folder tells. */
export interface SignedBy {
  /** ARN of the key. */
  readonly key: string;
  readonly fingerprint: string;
  /** Number of the record that was signed: this one, or a later one that covers it by the chain. */
  readonly seq: number;
  /** ISO time, by the clock of the machine that had it signed. */
  readonly at: string;
}

/**
 * By which key a record is signed: nothing where none covers it, or where anything is wrong with log or signatures, which
 * a verification names.
 */
export function signedBy(
  record: AuditRecord,
  log: Uint8Array,
  { signatures, keys }: SignatureFiles,
): SignedBy | undefined {
  const found = verifySignatures(signatures, { given: [], folder: keys });
  if (found.findings.length > 0) return undefined;
  const covering = found.signatures.find(({ seq }) => seq >= record.seq);
  if (covering === undefined || !verifyLog(log, anchorsOfSignatures(found.signatures)).ok) return undefined;
  const { key, fingerprint, seq, at } = covering;
  return { key, fingerprint, seq, at };
}
