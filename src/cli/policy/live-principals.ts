import { accountOf, principalsIn } from "../../policy/prove/principals.ts";
import type { AttachedPolicy, ProofInput } from "../../policy/prove/types.ts";
import { listOf, statementsOf } from "../../policy/values.ts";

/**
 * Whom documents in force let in that no partner of the store comes as: nobody's documents cover them. Of the key only
 * other accounts' are told, since its own account's administrators are named there as a rule.
 * @param inForce resource policies as they were read
 * @param readers other roles that are meant to read secrets, ARNs
 */
export function strangers(
  { subjects, grants, estate }: ProofInput,
  inForce: readonly AttachedPolicy[],
  readers: readonly string[],
): readonly string[] {
  const known = new Set([
    ...readers,
    ...subjects.flatMap(({ principals }) => principals.map(({ arn }) => arn)),
  ]);
  const isStranger = (arn: string, on: string) =>
    !known.has(arn) && (on !== estate.keyArn || accountOf(arn) !== estate.account);
  const named = inForce.flatMap(({ on, policy }) =>
    principalsIn(policy.document)
      .filter(({ arn }) => isStranger(arn, on))
      .map(({ arn }) => `${policy.name} lets in ${arn}, which is no partner's`),
  );
  const granted = grants
    .filter(({ grantee }) => grantee.startsWith("arn:") && isStranger(grantee, estate.keyArn))
    .map(({ grantId, grantee }) => `grant ${grantId} is made to ${grantee}, which is no partner's`);
  return [...new Set([...named, ...granted])];
}

/** Whether a principal is shown by its unique id, as AWS does once it is deleted. */
export function isUniqueId(principal: string): boolean {
  return /^A(ROA|IDA)[A-Z0-9]+$/.test(principal);
}

/**
 * Ids of roles and users that documents in force name in place of an ARN and that no partner has. AWS shows the id
 * once whoever it was is deleted, and gives it to nobody again, so such a name lets nobody in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function deadPrincipals(
  { subjects, grants }: ProofInput,
  inForce: readonly AttachedPolicy[],
): readonly string[] {
  const alive = new Set(subjects.flatMap(({ principals }) => principals.flatMap(({ id }) => id ?? [])));
  const isDead = (name: string) => isUniqueId(name) && !alive.has(name);
  const named = inForce.flatMap(({ policy: { name, document } }) =>
    statementsOf(document).flatMap(({ Sid = "a statement without Sid", Principal, NotPrincipal }) =>
      [Principal, NotPrincipal]
        .flatMap((element) => (typeof element === "object" ? listOf(element.AWS) : []))
        .filter(isDead)
        .map((id) => `${Sid} of ${name} names ${id}, which no partner has`),
    ),
  );
  const granted = grants
    .filter(({ grantee }) => isDead(grantee))
    .map(({ grantId, grantee }) => `grant ${grantId} is made to ${grantee}, which no partner has`);
  return [...new Set([...named, ...granted])];
}
