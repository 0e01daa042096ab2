import { isSignedBy, type Signature, statementText } from "../audit/signature.ts";
import { keepSignature, signedHead } from "../audit/signatures.ts";
import type { Aws } from "../aws/aws.ts";
import { signingKeyOf, signText } from "../aws/signing.ts";
import { vendorError } from "../core/errors.ts";
import type { LockEffects } from "../core/lock-file.ts";

/** A log whose head is to be signed, and with what. */
export interface SignRequest {
  /** File of the log. */
  readonly log: string;
  /** Key id, key ARN, alias or alias ARN. */
  readonly signWith: string;
  readonly aws: Aws;
  readonly effects: LockEffects;
}

/**
 * Has KMS sign the newest record, which by the chain covers all before it, and keeps the signature beside the log.
 * A head that is signed already is left as it is; an empty log has nothing to sign.
 * @returns the signature over the head
 * @throws VendorError `auditBroken`, `signingKeyUnfit`, … · AwsFailure
 */
export async function signHead({ log, signWith, aws, effects }: SignRequest): Promise<Signature | undefined> {
  const { seq, hash, signature: kept } = signedHead(log, effects.disk);
  if (kept !== undefined || seq === 0) return kept;
  const key = await signingKeyOf(aws, signWith);
  const statement = {
    format: "vendor-audit-signature/1",
    seq,
    hash,
    at: new Date(effects.clock.now()).toISOString(),
    key: key.arn,
    algorithm: key.algorithm,
    fingerprint: key.fingerprint,
  } as const;
  const signature = { ...statement, signature: await signText(aws, signWith, key, statementText(statement)) };
  if (!isSignedBy(signature, key))
    throw vendorError("signingKeyUnfit", { key: signWith, why: "what it answered is not its signature" });
  await keepSignature(log, signature, key, effects);
  return signature;
}
