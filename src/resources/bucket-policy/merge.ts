import type { Aws } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import type { Call } from "../../core/call.ts";
import { vendorError } from "../../core/errors.ts";
import { mergeStatements } from "../../policy/merge.ts";
import type { PolicyDocument, Statement } from "../../policy/types.ts";
import { parseDocument } from "../document.ts";
import type { TaskContext } from "../kind.ts";
import { ifFound } from "../read.ts";
import { checkDocument, foreignDead, foreignSids, isAsWanted, isSame } from "./document.ts";

/** A bucket, and the account that must own it. */
export interface Bucket {
  readonly bucket: string;
  readonly bucketOwner: string;
}

/** What a merge works towards: `own` under `sids`, all else as it is. */
export interface Merge extends Bucket {
  readonly own: readonly Statement[];
  readonly sids: readonly string[];
  /** What may be there in place of `own` beside them: what this run wrote. */
  readonly known?: readonly Statement[];
}

/** What to tell of statements of others that name somebody who is gone. */
export function deadNotices(
  bucket: string,
  document: PolicyDocument | undefined,
  sids: readonly string[],
): readonly string[] {
  return foreignDead(document, sids).map(
    (statement) =>
      `The policy of bucket ${bucket} has a statement of somebody else that names a principal which no longer exists: ${statement}. It stays as it is. While it is there AWS refuses every change of the policy: have its owner remove it.`,
  );
}

/** How often a document that somebody else overwrote is merged anew. */
const ATTEMPTS = 5;
/** A read-back counts when it has come out right this often in a row: S3 may show an older document in between. */
const READS_IN_A_ROW = 3;
const READS = 20;
const READ_EVERY_MS = 500;

/** The bucket's policy, or `undefined` where it has none. @throws AwsFailure */
export async function readPolicy(
  { bucket, bucketOwner }: Bucket,
  aws: Aws,
): Promise<PolicyDocument | undefined> {
  const found = await ifFound(
    aws.send("s3", "GetBucketPolicy", { Bucket: bucket, ExpectedBucketOwner: bucketOwner }),
  );
  return found?.Policy === undefined ? undefined : parseDocument(found.Policy);
}

/**
 * Puts own statements into the shared document, or takes them out where `own` is empty: read, merge by Sid, write,
 * read back, compare; never deleted and put anew. S3 has no conditional write for it, so a lost update is found by
 * reading back, and merged again.
 *
 * @throws VendorError `bucketPolicyForeign`, `bucketPolicyFull`, `bucketPolicyDead`, `bucketPolicyContested`
 */
export async function mergePolicy(merge: Merge, context: TaskContext): Promise<void> {
  const { bucket, own, sids, known = [] } = merge;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const current = await readPolicy(merge, context.aws);
    const [foreign] = foreignSids(current, [...own, ...known]);
    if (foreign !== undefined) throw vendorError("bucketPolicyForeign", { bucket, sid: foreign });
    if (isAsWanted(current, own, sids)) return;
    if (attempt === 0) for (const text of deadNotices(bucket, current, sids)) context.warn(text);
    const next = mergeStatements(current, own, sids);
    await write(merge, next, context);
    if (await settles(merge, next, context)) return;
  }
  throw vendorError("bucketPolicyContested", { bucket, attempts: ATTEMPTS });
}

async function write(
  merge: Merge,
  next: PolicyDocument | undefined,
  { mutate, scope }: TaskContext,
): Promise<void> {
  const { bucket, bucketOwner, own, sids } = merge;
  const target = { Bucket: bucket, ExpectedBucketOwner: bucketOwner };
  if (next === undefined) {
    await mutate({ service: "s3", operation: "DeleteBucketPolicy", input: target });
    return;
  }
  checkDocument(bucket, next, own);
  const dead = foreignDead(next, sids);
  const put: Call = {
    service: "s3",
    operation: "PutBucketPolicy",
    input: { ...target, Policy: { $json: { $literal: next } } },
    // A principal made a moment ago may not be seen yet; one that is gone never will be.
    notYet: dead.length > 0 ? ["OperationAborted"] : ["MalformedPolicy", "OperationAborted"],
  };
  try {
    await mutate(put);
  } catch (error) {
    if (dead.length === 0 || !(error instanceof AwsFailure) || error.code !== "MalformedPolicy") throw error;
    const statements = dead.join(", ");
    throw vendorError("bucketPolicyDead", { bucket, statements, partner: scope.partner }, { cause: error });
  }
}

/** Whether the document reads back as written, several times in a row. */
async function settles(
  bucket: Bucket,
  written: PolicyDocument | undefined,
  { aws, clock }: TaskContext,
): Promise<boolean> {
  let inARow = 0;
  for (let read = 0; read < READS; read += 1) {
    inARow = isSame(await readPolicy(bucket, aws), written) ? inARow + 1 : 0;
    if (inARow === READS_IN_A_ROW) return true;
    await clock.sleep(READ_EVERY_MS);
  }
  return false;
}
