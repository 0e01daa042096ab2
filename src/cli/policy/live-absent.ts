import type { SubjectDocuments } from "../../plan/reach.ts";
import { bucketArn, secretHead } from "../../policy/prove/families.ts";
import type { AttachedPolicy, Estate, ProofPrincipal } from "../../policy/prove/types.ts";
import type { Grant, NamedPolicy } from "../../policy/types.ts";
import { statementsOf } from "../../policy/values.ts";
import type { LiveTarget } from "../../resources/live-policies/target.ts";
import { isUniqueId } from "./live-principals.ts";

/** What was read of what is in force. What could not be read is not in it. */
export interface InForce {
  /** By ARN: roles that are there, with their policies and boundaries. */
  readonly roles: ReadonlyMap<string, ProofPrincipal>;
  /** By what a policy is on: bucket, objects, secrets. */
  readonly targets: ReadonlyMap<string, LiveTarget>;
  readonly grants: readonly Grant[] | undefined;
}

/**
 * What runbooks give partners and nothing in force does any more, in words, each with what brings it back. A document
 * that is gone has no statement that a proof could find fault with, although it may be what kept others out.
 * @param recorded the partners that are asked about, as their runbooks resolve them
 */
export function absentees(
  recorded: readonly SubjectDocuments[],
  inForce: InForce,
  estate: Estate,
): readonly string[] {
  const whole = inForce.targets.get(bucketArn(estate));
  return [
    ...(whole !== undefined && whole.resource === undefined
      ? [
          `bucket ${estate.bucket} has no policy: nothing refuses plain http; vendor doctor says how to mend it`,
        ]
      : []),
    ...recorded.flatMap(({ subject: { name, principals }, attached, grants }) =>
      [
        ...principals.flatMap((principal) => ofRole(principal, inForce.roles.get(principal.arn))),
        ...attached.flatMap((policy) => ofTarget(policy, inForce.targets.get(policy.on), estate)),
        ...(inForce.grants === undefined
          ? []
          : grants.flatMap((grant) => ofGrant(grant, inForce.grants ?? []))),
      ].map((why) => `${name}: ${why}; vendor onboard ${name} puts it back`),
    ),
  ];
}

function ofRole(
  { arn, identity = [], boundaryArn }: ProofPrincipal,
  live: ProofPrincipal | undefined,
): readonly string[] {
  if (live === undefined) return [];
  const lost = lacking(identity, live.identity ?? []);
  const boundary = live.boundary?.name;
  return [
    ...(lost === undefined ? [] : [`${arn} ${lost}`]),
    ...(boundaryArn === undefined || boundary === boundaryArn
      ? []
      : [
          `${arn} has ${boundary === undefined ? "no boundary" : `the boundary ${boundary}`} in place of ${boundaryArn}`,
        ]),
  ];
}

function ofTarget(
  { on, policy }: AttachedPolicy,
  live: LiveTarget | undefined,
  estate: Estate,
): readonly string[] {
  // A bucket's policy is on the bucket and on its objects: once is enough.
  if (live === undefined || on === `${bucketArn(estate)}/*`) return [];
  const name = policy.name.replace(/^policy of /, "");
  if (live.gone) return [`there is no secret ${name}`];
  if (!on.startsWith(secretHead(estate))) {
    const lost = lacking([policy], live.resource === undefined ? [] : [live.resource]);
    return lost === undefined ? [] : [`${name} ${lost}`];
  }
  // Where there is one, the proof judges what it says.
  if (live.resource !== undefined) return [];
  return [
    `the secret ${name} has no policy: whoever of the account ${estate.account} may read every secret reads it`,
  ];
}

/** Which statements are not there any more, by their Sids; undefined: all are. */
function lacking(wanted: readonly NamedPolicy[], live: readonly NamedPolicy[]): string | undefined {
  if (wanted.length === 0) return undefined;
  if (live.length === 0) return "has no policy";
  const there = new Set(live.flatMap(sidsOf));
  const lost = wanted.flatMap(sidsOf).filter((sid) => !there.has(sid));
  return lost.length === 0 ? undefined : `has no statement ${lost.join(", ")} in its policy`;
}

function sidsOf({ document }: NamedPolicy): readonly string[] {
  return statementsOf(document).flatMap(({ Sid }) => Sid ?? []);
}

/**
 * A grant is of a role's id. Once that role is deleted, KMS shows the id in its place, and a role that is made anew
 * under its name is another one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
function ofGrant({ name, grantee }: Grant, live: readonly Grant[]): readonly string[] {
  if (name === undefined) return [];
  const named = live.filter((grant) => grant.name === name);
  if (named.length === 0) return [`the key has no grant ${name}`];
  return named.every((grant) => isUniqueId(grant.grantee))
    ? [`the key's grant ${name} is of a role ${grantee} that was deleted, and of none that was made since`]
    : [];
}
