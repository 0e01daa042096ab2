import pLimit from "p-limit";
import type { Aws } from "../../aws/aws.ts";
import { bucketArn } from "../../policy/prove/families.ts";
import { principalsIn } from "../../policy/prove/principals.ts";
import type { AttachedPolicy, ProofInput, ProofPrincipal, ProofSubject } from "../../policy/prove/types.ts";
import { readRoleCaller } from "../../resources/live-policies/caller.ts";
import { readTarget } from "../../resources/live-policies/target.ts";

/** A proof's documents as they are in force, and what of them is not there. */
interface Live {
  readonly input: ProofInput;
  /** In words. */
  readonly gone: readonly string[];
}

/** Roles that are read at once. */
const AT_ONCE = 8;

/**
 * Puts what is in force in the place of what runbooks say: every policy of the partners' roles, the bucket's policy,
 * the key's policy and grants. Secrets' own policies are taken from the runbooks: a proof needs no more of them than
 * whom they keep out, and an operator of least privilege may read only those it made.
 * @throws AwsFailure
 */
export async function liveDocuments(input: ProofInput, aws: Aws): Promise<Live> {
  const { estate, attached } = input;
  const bucket = bucketArn(estate);
  const limit = pLimit(AT_ONCE);
  const [bucketSide, keySide, subjects] = await Promise.all([
    readTarget(aws, bucket),
    readTarget(aws, estate.keyArn),
    Promise.all(
      input.subjects.map((subject) => liveSubject(subject, (arn) => limit(() => readRole(arn, aws)))),
    ),
  ]);
  const inForce = [
    ...[bucket, `${bucket}/*`].flatMap((on) => policyOn(on, bucketSide.resource)),
    ...policyOn(estate.keyArn, keySide.resource),
  ];
  const replaced = new Set([bucket, `${bucket}/*`, estate.keyArn]);
  return {
    input: {
      ...input,
      subjects: subjects.map(({ subject }) => subject),
      attached: [...inForce, ...attached.filter(({ on }) => !replaced.has(on))],
      grants: keySide.grants ?? [],
    },
    gone: [...subjects.flatMap(({ gone }) => gone), ...strangers(bucketSide.resource, input)],
  };
}

function policyOn(on: string, policy: AttachedPolicy["policy"] | undefined): readonly AttachedPolicy[] {
  return policy === undefined ? [] : [{ on, policy }];
}

/** Whom the bucket policy lets in that no partner of the store comes as: nobody's documents cover them. */
function strangers(
  policy: AttachedPolicy["policy"] | undefined,
  { subjects }: ProofInput,
): readonly string[] {
  const known = new Set(subjects.flatMap(({ principals }) => principals.map(({ arn }) => arn)));
  return (policy === undefined ? [] : principalsIn(policy.document))
    .filter(({ arn }) => !known.has(arn))
    .map(({ arn }) => `${policy?.name ?? ""} lets in ${arn}, which is no partner's`);
}

async function readRole(arn: string, aws: Aws): Promise<ProofPrincipal | undefined> {
  const caller = await readRoleCaller(aws, arn.slice(arn.lastIndexOf("/") + 1), "proof");
  if (caller?.principal.type !== "session") return undefined;
  const { identity, boundary, principal } = caller;
  return { arn, id: principal.roleId, identity, ...(boundary === undefined ? {} : { boundary }) };
}

async function liveSubject(
  { name, principals }: ProofSubject,
  read: (arn: string) => Promise<ProofPrincipal | undefined>,
): Promise<{ readonly subject: ProofSubject; readonly gone: readonly string[] }> {
  const found = await Promise.all(
    principals.map(async (principal) => ({
      principal,
      // Whoever has policies in the runbook is a role of this account; any other's are not ours to read.
      live: principal.identity === undefined ? principal : await read(principal.arn),
    })),
  );
  return {
    subject: { name, principals: found.flatMap(({ live }) => live ?? []) },
    gone: found
      .filter(({ live }) => live === undefined)
      .map(({ principal }) => `${name}: there is no role ${principal.arn}`),
  };
}
