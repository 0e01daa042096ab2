import pLimit from "p-limit";
import type { Aws } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import type { SubjectDocuments } from "../../plan/reach.ts";
import { bucketArn, secretHead } from "../../policy/prove/families.ts";
import type { AttachedPolicy, ProofInput, ProofPrincipal, ProofSubject } from "../../policy/prove/types.ts";
import type { NamedPolicy } from "../../policy/types.ts";
import { readRoleCaller } from "../../resources/live-policies/caller.ts";
import { readTarget } from "../../resources/live-policies/target.ts";
import { absentees } from "./live-absent.ts";
import { deadPrincipals, strangers } from "./live-principals.ts";

/** A proof's documents as they are in force, and what of them is not there. */
interface Live {
  readonly input: ProofInput;
  /** Partners of whose roles not every document could be read. */
  readonly unreadOf: readonly string[];
  /** Documents of bucket, key and secrets that could not be read; in words. */
  readonly unread: readonly string[];
  /** All that could not be read or is no partner's, so that nothing is proven of it; in words. */
  readonly open: readonly string[];
  /** Names that mean nobody any more; in words. */
  readonly dead: readonly string[];
}

/** Roles and secrets that are read at once. */
const AT_ONCE = 8;

/**
 * Puts what is in force in the place of what runbooks say: every policy and boundary of the partners' roles, the
 * bucket's policy, the secrets' policies, the key's policy and grants. What the operator may not read stays as the
 * runbooks say it, and is told.
 * @param recorded documents of the partners that are asked about, as their runbooks resolve them
 * @param readers other roles that are meant to read secrets, ARNs
 * @throws AwsFailure of any call that is not refused
 */
export async function liveDocuments(
  input: ProofInput,
  recorded: readonly SubjectDocuments[],
  aws: Aws,
  readers: readonly string[],
): Promise<Live> {
  const { estate, attached } = input;
  const bucket = bucketArn(estate);
  const limit = pLimit(AT_ONCE);
  const secrets = attached.filter(({ on }) => on.startsWith(secretHead(estate)));
  const targetOf = (name: string, arn: string, on: readonly string[]) =>
    limit(async () => ({ on, ...(await readable(name, () => readTarget(aws, arn))) }));
  const [subjects, ...sides] = await Promise.all([
    Promise.all(
      input.subjects.map((subject) => liveSubject(subject, (arn) => limit(() => readRole(arn, aws)))),
    ),
    targetOf("the key's policy and grants", estate.keyArn, [estate.keyArn]),
    targetOf("the bucket's policy", bucket, [bucket, `${bucket}/*`]),
    ...secrets.map(({ on, policy }) => targetOf(`the ${policy.name}`, on.replace(/-\?{6}$/, ""), [on])),
  ]);
  const targets = new Map(
    sides.flatMap(({ on, found }) => (found === undefined ? [] : on.map((one) => [one, found] as const))),
  );
  const inForce = [...targets].flatMap(([on, { resource }]) => policyOn(on, resource));
  const live: ProofInput = {
    ...input,
    subjects: subjects.map(({ subject }) => subject),
    attached: [...inForce, ...attached.filter(({ on }) => !targets.has(on))],
    grants: sides[0].found?.grants ?? input.grants,
  };
  const roles = new Map(subjects.flatMap(({ read }) => read.map((role) => [role.arn, role] as const)));
  // What a partner needs is no leftover: that it means nobody any more is told as what is absent.
  const wanted = new Set(input.grants.map(({ name }) => name));
  const unread = sides.flatMap((side) => side.unread ?? []);
  return {
    input: live,
    unreadOf: subjects.flatMap(({ subject, open }) => (open.length === 0 ? [] : [subject.name])),
    unread,
    open: [
      ...subjects.flatMap(({ open }) => open),
      ...unread,
      ...absentees(recorded, { roles, targets, grants: sides[0].found?.grants }, estate),
      ...strangers(live, inForce, readers),
    ],
    dead: deadPrincipals({ ...live, grants: live.grants.filter(({ name }) => !wanted.has(name)) }, inForce),
  };
}

function policyOn(on: string, policy: NamedPolicy | undefined): readonly AttachedPolicy[] {
  return policy === undefined ? [] : [{ on, policy }];
}

type Read<T> = { readonly found: T; readonly unread?: undefined } | Unread;
interface Unread {
  readonly found?: undefined;
  /** In words. */
  readonly unread: string;
}

/** What was read, or that the operator may not read it. */
async function readable<T>(what: string, read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { found: await read() };
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.meaning !== "denied") throw error;
    return { unread: `${what} could not be read (${error.operation} is denied): taken as the runbooks say` };
  }
}

async function readRole(arn: string, aws: Aws): Promise<Read<ProofPrincipal | undefined>> {
  return readable(`the policies of ${arn}`, async () => {
    const caller = await readRoleCaller(aws, arn.slice(arn.lastIndexOf("/") + 1), "proof");
    if (caller?.principal.type !== "session") return undefined;
    const { identity, boundary, principal } = caller;
    return { arn, id: principal.roleId, identity, ...(boundary === undefined ? {} : { boundary }) };
  });
}

interface LiveSubject {
  readonly subject: ProofSubject;
  /** Its roles that were read. */
  readonly read: readonly ProofPrincipal[];
  /** In words. */
  readonly open: readonly string[];
}

async function liveSubject(
  { name, principals }: ProofSubject,
  read: (arn: string) => Promise<Read<ProofPrincipal | undefined>>,
): Promise<LiveSubject> {
  const all = await Promise.all(
    principals.map(async (principal) => {
      // Whoever has policies in the runbook is a role of this account; any other's are not ours to read.
      if (principal.identity === undefined) return { principal };
      const { found, unread } = await read(principal.arn);
      if (unread !== undefined) return { principal, open: `${name}: ${unread}` };
      return found === undefined
        ? {
            open: `${name}: there is no role ${principal.arn}; vendor onboard ${name} makes it anew`,
          }
        : { principal: found, read: found };
    }),
  );
  return {
    subject: { name, principals: all.flatMap(({ principal }) => principal ?? []) },
    read: all.flatMap(({ read: role }) => role ?? []),
    open: all.flatMap(({ open }) => open ?? []),
  };
}
