import { canonicalJson } from "../../core/canonical.ts";
import { vendorError } from "../../core/errors.ts";
import type { ReasonedStatement } from "../../policy/build.ts";
import { toDocument } from "../../policy/build.ts";
import { deadStatements } from "../../policy/merge.ts";
import { normalisePolicy } from "../../policy/normalise.ts";
import type { PolicyDocument, Statement } from "../../policy/types.ts";
import { differs, documentState } from "../document.ts";
import type { Room } from "../kind.ts";

/** Bytes of a bucket policy at most: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html */
export const POLICY_LIMIT = 20_480;

/** The statements of `document` that have one of `sids`. */
export function ownStatements(
  document: PolicyDocument | undefined,
  sids: readonly string[],
): readonly Statement[] {
  return (document?.Statement ?? []).filter(({ Sid }) => Sid !== undefined && sids.includes(Sid));
}

/**
 * Sids of statements that have our name and speak of resources that ours does not: not ours to overwrite.
 * `own` is what we would write.
 */
export function foreignSids(
  document: PolicyDocument | undefined,
  own: readonly Statement[],
): readonly string[] {
  const sids = own.flatMap(({ Sid }) => Sid ?? []);
  return ownStatements(document, sids).flatMap((found) => {
    const mine = own.filter(({ Sid }) => Sid === found.Sid).flatMap(resourcesOf);
    return resourcesOf(found).every((resource) => mine.includes(resource)) ? [] : [found.Sid ?? ""];
  });
}

function resourcesOf({ Resource = [] }: Statement): readonly string[] {
  return [Resource].flat();
}

/** Whether the document says what it shall for these Sids: `own` and nothing else. */
export function isAsWanted(
  document: PolicyDocument | undefined,
  own: readonly Statement[],
  sids: readonly string[],
): boolean {
  const stateOf = (statements: readonly Statement[]) =>
    documentState({ Version: "2012-10-17", Statement: statements });
  return !differs(stateOf(ownStatements(document, sids)), stateOf(own));
}

/** Whether two documents say the same; none is the same as none. */
export function isSame(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(normalisePolicy(a)) === canonicalJson(normalisePolicy(b));
}

/** How many bytes the policy still takes, and how many `own` are. */
export function roomIn(
  bucket: string,
  document: PolicyDocument | undefined,
  own: readonly Statement[],
): Room {
  const used = document === undefined ? 0 : Buffer.byteLength(canonicalJson(document));
  return {
    of: `bytes in the policy of bucket ${bucket}`,
    left: POLICY_LIMIT - used,
    needs: own.reduce((sum, statement) => sum + Buffer.byteLength(canonicalJson(statement)) + 1, 0),
    remedy: "Have the partner's role assume a role of yours instead, which takes none of it.",
  };
}

/** @throws VendorError `bucketPolicyFull`: what AWS would refuse, in words that help */
export function checkDocument(bucket: string, document: PolicyDocument, own: readonly Statement[]): void {
  const bytes = Buffer.byteLength(canonicalJson(document));
  if (bytes > POLICY_LIMIT) {
    const each = Buffer.byteLength(canonicalJson(own)) - 1;
    const fits = Math.max(0, Math.floor((POLICY_LIMIT - baseBytes(document)) / each));
    throw vendorError("bucketPolicyFull", { bucket, bytes, limit: POLICY_LIMIT, fits });
  }
}

/** The statements of others that name somebody who is gone, as people name them: `Reports (AROA…)`. */
export function foreignDead(
  document: PolicyDocument | undefined,
  sids: readonly string[],
): readonly string[] {
  return (document === undefined ? [] : deadStatements(document))
    .filter(({ sid }) => sid === undefined || !sids.includes(sid))
    .map(({ name, principals }) => `${name} (${principals.join(", ")})`);
}

/** Bytes of the document without the statements that allow partners in: its guards, which deny. */
function baseBytes(document: PolicyDocument): number {
  const guards = document.Statement.filter(({ Effect }) => Effect === "Deny");
  return Buffer.byteLength(canonicalJson({ ...document, Statement: guards }));
}

/** Statements as AWS takes them, without their reasons. */
export function plain(statements: readonly ReasonedStatement[]): readonly Statement[] {
  return toDocument(statements).Statement;
}
