import type { Attempt, Probe } from "../../core/probe.ts";
import { allowed, awsAttempt, type Common, denied } from "./build.ts";
import { partitionOf, type Targets } from "./targets.ts";

/** A document that S3 refuses whoever sends it, so a bucket policy that may be put is not replaced. */
const NO_POLICY = '{"Version":"2012-10-17"}';

type Role = NonNullable<Targets["role"]>;

/**
 * What decides about access: the bucket's policy and ACL, and who may assume the role. A session that is wrongly
 * handed out is thrown away unused; the policy that is put is malformed, which S3 says only to those who may put one;
 * the ACL that is put gives the owner what it has.
 */
export function control(targets: Targets): Probe[] {
  return [...bucketControl(targets), ...assumeControl(targets)];
}

function bucketControl({ bucket, actors }: Targets): Probe[] {
  if (!actors.session) return [];
  const common = { group: "control", actor: actors.session };
  const covers = "control.bucket";
  return [
    denied(common, "s3.policy.get", "s3.own.list", awsAttempt("s3", "GetBucketPolicy", { Bucket: bucket }), {
      title: "read the bucket policy",
      reason: "It names the other partners.",
      covers,
    }),
    denied(
      common,
      "s3.policy.put",
      "s3.own.list",
      awsAttempt("s3", "PutBucketPolicy", { Bucket: bucket, Policy: NO_POLICY }, ["MalformedPolicy"]),
      { title: "replace the bucket policy", reason: "Who writes the policy has everything.", covers },
    ),
    denied(common, "s3.bucket-acl.get", "s3.own.list", awsAttempt("s3", "GetBucketAcl", { Bucket: bucket }), {
      title: "read the bucket's ACL",
      reason: "Not needed, so not granted.",
      covers,
    }),
    denied(
      common,
      "s3.bucket-acl.put",
      "s3.own.list",
      awsAttempt("s3", "PutBucketAcl", { Bucket: bucket, ACL: "private" }, ["AccessControlListNotSupported"]),
      { title: "replace the bucket's ACL", reason: "An ACL could open the bucket to others.", covers },
    ),
  ];
}

/**
 * Controls of the assume probes. Where the stand-in may assume the role, that is the control; where nobody but a
 * service may, it is that the stand-in has a session at all.
 */
export function assumeOwn({ role, actors }: Targets): Probe[] {
  if (!actors.standIn) return [];
  const common = { group: "own", actor: actors.standIn };
  const identity = allowed(common, "sts.own.identity", awsAttempt("sts", "GetCallerIdentity", {}), {
    title: "ask who the stand-in is",
    reason: "The stand-in must have a working session before a refusal of it means anything.",
    covers: "works.identity",
  });
  if (!actors.session || !role) return [identity];
  const own = assume(role.arn, role.externalId);
  return [
    identity,
    allowed(common, "sts.own.assume", own, {
      title: "assume the partner's role",
      reason: "The trust policy names this principal, with this ExternalId where there is one.",
      covers: "works.identity",
    }),
  ];
}

/** Every way to assume the role with something missing or wrong, and roles that are not the partner's. */
export function assumeControl(targets: Targets): Probe[] {
  const { role, actors } = targets;
  if (!actors.standIn || !role) return [];
  const common = { group: "control", actor: actors.standIn };
  const ownControl = actors.session ? "sts.own.assume" : "sts.own.identity";
  const namesake = namesakeOf(role, targets);
  const elsewhere = [
    ...(namesake
      ? [
          denied(common, "sts.assume.wrong-account", ownControl, assume(namesake, role.externalId), {
            title: "assume a role of the same name in another account",
            reason: "A role is its ARN, not its name.",
            covers: "identity.own-role",
          }),
        ]
      : []),
    ...(role.other
      ? [
          denied(common, "sts.assume.other-role", ownControl, assume(role.other, role.externalId), {
            title: "assume another role of the account",
            reason: "The partner has one role.",
            covers: "identity.own-role",
          }),
        ]
      : []),
  ];
  const asOutsider = role.partnerAssumes && targets.outsider === undefined ? [] : [untrusted(common, role)];
  return [...(actors.session ? externalIds(common, role) : asOutsider), ...elsewhere];
}

function untrusted(common: Common, role: Role): Probe {
  return denied(common, "sts.assume.untrusted", "sts.own.identity", assume(role.arn, role.externalId), {
    title: "assume the partner's role from outside",
    reason: "The trust policy does not name whoever comes from outside.",
    covers: "identity.own-role",
  });
}

function externalIds(common: Common, role: Role): Probe[] {
  const { externalId, otherExternalId } = role;
  if (!externalId) return [];
  const probe = (id: string, presented: string | undefined, title: string, reason: string): Probe =>
    denied(common, `sts.assume.${id}`, "sts.own.assume", assume(role.arn, presented), {
      title,
      reason,
      covers: "identity.external-id",
    });
  const swapped = swapCase(externalId);
  return [
    probe(
      "no-external-id",
      undefined,
      "assume the role without an ExternalId",
      "Whoever can be tricked into assuming it has none.",
    ),
    probe(
      "wrong-external-id",
      `${externalId}x`,
      "assume the role with a wrong ExternalId",
      "The ExternalId must match in full.",
    ),
    ...(otherExternalId
      ? [
          probe(
            "other-external-id",
            otherExternalId,
            "assume the role with another partner's ExternalId",
            "An ExternalId belongs to one partner.",
          ),
        ]
      : []),
    ...(swapped === externalId
      ? []
      : [
          probe(
            "external-id-case",
            swapped,
            "assume the role with the ExternalId in the wrong case",
            "StringEquals heeds case.",
          ),
        ]),
  ];
}

function assume(roleArn: string, externalId: string | undefined): Attempt {
  return { type: "assume", roleArn, ...(externalId === undefined ? {} : { externalId }) };
}

/** ARN of the role's namesake in the wrong account; the ARN of the role itself may be known only during the run. */
function namesakeOf({ name, wrongAccount }: Role, targets: Targets): string | undefined {
  return name && wrongAccount ? `arn:${partitionOf(targets)}:iam::${wrongAccount}:role/${name}` : undefined;
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
