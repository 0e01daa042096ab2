import type { Aws } from "../aws/aws.ts";
import { AwsFailure } from "../aws/failure.ts";
import { isSessionOver } from "../aws/reaction.ts";
import { toVendorError } from "../aws/report.ts";
import type { Attempt, AttemptResult } from "../core/probe.ts";

/** An attempt of one AWS call. */
export type AwsAttempt = Extract<Attempt, { type: "aws" }>;

/** A session that AWS handed out. */
export interface AwsSession {
  readonly aws: Aws;
  /** Set once AWS says that these credentials have expired. */
  rejected: boolean;
  /** How the URLs are fetched that it has signed, by what they name. */
  readonly signed: Map<string, ReturnType<Aws["presign"]>>;
}

/** A session as it begins. */
export function sessionWith(aws: Aws): AwsSession {
  return { aws, rejected: false, signed: new Map() };
}

/**
 * Makes one call and judges the answer. What was read is thrown away.
 * - `allowed`: it succeeded, or failed with an error that only an authorised call gets (`call.settledBy`);
 * - `denied`: AWS refused it for want of permission (meaning `denied`, and nothing else), in the whole or, in a batch,
 *   for its items; or it was a list that IAM let through and that shows nothing outside `within`;
 * - `error`: everything else: throttled, missing, malformed, unreachable, credentials that are not known yet.
 *
 * With `held`, credentials that AWS does not know any more are a denial: that is how a session of a deleted role ends.
 */
export async function tryCall(
  session: AwsSession,
  attempt: AwsAttempt,
  held: boolean,
): Promise<AttemptResult> {
  const { service, operation, input } = attempt.call;
  const aws = attempt.plainHttp === undefined ? session.aws : session.aws.at(attempt.plainHttp);
  try {
    const { output, requestId } = await aws.sendCall(service, operation, input);
    return judgeOutput(output as Output, requestId, attempt);
  } catch (thrown) {
    return judgeFailure(session, thrown, { settledBy: attempt.call.settledBy ?? [], held });
  }
}

/** An attempt by a URL that was signed before. */
type PresignedAttempt = Extract<Attempt, { type: "presigned" }>;

/** Fetches an object by the URL that this session signed for it when it was first asked to; judged like {@link tryCall}. */
export async function tryPresigned(
  session: AwsSession,
  { bucket, key }: PresignedAttempt,
  held: boolean,
): Promise<AttemptResult> {
  const name = `${bucket}/${key}`;
  const fetching = session.signed.get(name) ?? session.aws.presign("GetObject", { Bucket: bucket, Key: key });
  session.signed.set(name, fetching);
  try {
    const { requestId } = await (await fetching)();
    return { verdict: "allowed", requestId };
  } catch (thrown) {
    return judgeFailure(session, thrown, { settledBy: [], held });
  }
}

/** An attempt to decrypt. */
type DecryptAttempt = Extract<Attempt, { type: "decrypt" }>;

/**
 * Asks KMS itself to decrypt, in a dry run, and judges the answer like {@link tryCall}. What is asked about is a data
 * key that the operator has KMS make for this attempt, and whose plain text nobody gets to see.
 */
export async function tryDecrypt(
  session: AwsSession,
  operator: Aws,
  { key, context }: DecryptAttempt,
  held: boolean,
): Promise<AttemptResult> {
  const about = { KeyId: key, EncryptionContext: context };
  const { output } = await operator
    .send("kms", "GenerateDataKeyWithoutPlaintext", { ...about, KeySpec: "AES_256" })
    .catch((thrown: unknown) => {
      throw thrown instanceof AwsFailure ? toVendorError(thrown, key) : thrown;
    });
  const { CiphertextBlob } = output;
  try {
    const { requestId } = await session.aws.send("kms", "Decrypt", {
      ...about,
      CiphertextBlob,
      DryRun: true,
    });
    return { verdict: "allowed", requestId };
  } catch (thrown) {
    return judgeFailure(session, thrown, { settledBy: ["DryRunOperationException"], held });
  }
}

/** The members of answers that are looked at: S3 bodies, batch errors and lists. */
interface Output {
  readonly Body?: { destroy?(): void };
  readonly Errors?: readonly { readonly Code?: string; readonly Message?: string }[];
  readonly Contents?: readonly { readonly Key?: string }[];
  readonly CommonPrefixes?: readonly { readonly Prefix?: string }[];
}

function judgeOutput(output: Output, requestId: string, { within }: AwsAttempt): AttemptResult {
  output.Body?.destroy?.();
  const refused = output.Errors?.[0];
  if (refused) {
    const verdict = refused.Code === "AccessDenied" ? "denied" : "error";
    return { verdict, code: refused.Code ?? "Unknown", requestId, detail: refused.Message ?? "" };
  }
  if (within === undefined) return { verdict: "allowed", requestId };
  const shown = [
    ...(output.Contents ?? []).map((object) => object.Key ?? ""),
    ...(output.CommonPrefixes ?? []).map((folder) => folder.Prefix ?? ""),
  ];
  const outside = shown.find((key) => !key.startsWith(within));
  if (outside === undefined)
    return { verdict: "denied", code: "CONTAINED", requestId, detail: `nothing outside ${within} was shown` };
  return { verdict: "allowed", requestId, detail: `showed ${outside}` };
}

/**
 * Judges a call that AWS did not fulfil, see {@link tryCall}, and notes in the session whether it has expired.
 * @throws whatever is not an answer of AWS
 */
export function judgeFailure(
  session: AwsSession,
  thrown: unknown,
  { settledBy, held }: { readonly settledBy: readonly string[]; readonly held: boolean },
): AttemptResult {
  if (!(thrown instanceof AwsFailure)) throw thrown;
  const { code, message: detail, meaning, requestId } = thrown;
  // Only an expired session is worth replacing. Credentials that a service does not know are mostly new ones on their
  // way to it: others would have to make the same way from its beginning.
  session.rejected ||= isSessionOver(thrown);
  const answer = { code, detail, ...(requestId === undefined ? {} : { requestId }) };
  if (settledBy.includes(code)) return { verdict: "allowed", ...answer };
  const refused = meaning === "denied" || (held && meaning === "credentials");
  return { verdict: refused ? "denied" : "error", ...answer };
}
