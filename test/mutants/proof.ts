import type { Phase } from "../../src/core/plan.ts";
import type { Neighbours } from "../../src/plan/isolation.ts";
import { documentsOf, type SubjectDocuments } from "../../src/plan/reach.ts";
import { defaultKeyPolicy, estateOf } from "../../src/policy/prove/estate.ts";
import { anybodyIn, principalsIn } from "../../src/policy/prove/principals.ts";
import { proveDisjoint } from "../../src/policy/prove/prove.ts";
import type { AttachedPolicy, ProofPrincipal } from "../../src/policy/prove/types.ts";
import type { Grant, PolicyDocument } from "../../src/policy/types.ts";
import type { Documents, GrantDocument, Statement } from "./types.ts";

/** What a proof takes beside the documents that are judged. */
export interface Judged {
  readonly phase: Pick<Phase, "subject" | "resources">;
  readonly documents: Documents;
}

/**
 * What the proof of isolation says against the documents of the subjects, beside a neighbour and the look-alikes:
 * the domains of the overlaps, and what is not proven and why.
 */
export function objections(judged: readonly Judged[], neighbours: Neighbours): readonly string[] {
  const estate = estateOf(neighbours.base);
  const { partition, account, region } = estate;
  return judged.flatMap(({ phase, documents }) => {
    const resources = Object.entries(phase.resources).map(([id, resource]) => ({ id, ...resource }));
    const told = documentsOf({ subject: phase.subject, resources }, { partition, account, region });
    const spoiled = inPlace(told, documents, estate.bucket);
    const all = [spoiled, ...neighbours.partners];
    const proof = proveDisjoint({
      estate,
      subjects: all.map(({ subject }) => subject),
      attached: [defaultKeyPolicy(estate), ...all.flatMap(({ attached }) => attached)],
      grants: all.flatMap(({ grants }) => grants),
      lookAlikes: neighbours.lookAlikes.filter(({ subject }) => subject === phase.subject),
      focus: [phase.subject],
    });
    return [
      ...proof.overlaps.map(({ domain }) => `overlap of ${domain}`),
      ...proof.unproven.map(({ why }) => `not proven: ${why}`),
    ];
  });
}

/** A subject's documents as the runbook gives them, with those in force in their place. */
function inPlace(told: SubjectDocuments, documents: Documents, bucket: string): SubjectDocuments {
  const { subject, attached, grants } = told;
  const bucketDocument = documentOf([
    ...(documents["bucket base"] ?? []),
    ...(documents["bucket statements"] ?? []),
  ]);
  const on = `arn:aws:s3:::${bucket}`;
  const policy = { name: `policy of ${bucket}`, document: bucketDocument };
  const inForce: readonly AttachedPolicy[] = [on, `${on}/*`].map((place) => ({ on: place, policy }));
  const secret = documents["secret policy"];
  const principals = subject.principals.map((principal) => withPolicies(principal, documents));
  const trusts = [documents["role trust"], documents["pull role trust"]];
  const trusting = trusts.flatMap((trust) => (trust === undefined ? [] : anybodyIn(documentOf(trust))));
  const known = new Set(principals.map(({ arn }) => arn));
  return {
    subject: {
      ...subject,
      principals: [
        ...principals,
        ...[...principalsIn(bucketDocument), ...trusting].filter(({ arn }) => !known.has(arn)),
      ],
    },
    attached: [
      ...inForce,
      ...attached
        .filter((one) => !one.on.startsWith("arn:aws:s3:::"))
        .map((one) =>
          one.on.includes(":secret:") && secret !== undefined
            ? { ...one, policy: { ...one.policy, document: documentOf(secret) } }
            : one,
        ),
    ],
    grants: grants.flatMap((grant) => withDocument(grant, documents)),
  };
}

function withPolicies(principal: ProofPrincipal, documents: Documents): ProofPrincipal {
  const part = principal.arn.endsWith(".pull") ? "pull role policy" : "role policy";
  const statements = documents[part];
  if (principal.identity === undefined || statements === undefined) return principal;
  return { ...principal, identity: [{ name: part, document: documentOf(statements) }] };
}

function withDocument(grant: Grant, documents: Documents): readonly Grant[] {
  const name = (grant.name ?? "").split(":")[2] ?? "";
  const document: GrantDocument | undefined = documents[`grant ${name}`];
  if (document === undefined) return [];
  const { encryptionContextEquals: _equals, encryptionContextSubset: _subset, ...rest } = grant;
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = document.constraints;
  return [
    {
      ...rest,
      grantee: document.grantee,
      operations: document.operations,
      ...(subset === undefined ? {} : { encryptionContextSubset: bound(subset, grant) }),
      ...(equals === undefined ? {} : { encryptionContextEquals: equals }),
    },
  ];
}

/** The proof knows a secret by another ending than AWS gave it: its own context stays as the runbook tells it. */
function bound(subset: Readonly<Record<string, string>>, grant: Grant): Readonly<Record<string, string>> {
  const told = grant.encryptionContextSubset ?? {};
  return Object.fromEntries(
    Object.entries(subset).map(([key, value]) => [
      key,
      sameName(told[key], value) ? (told[key] ?? value) : value,
    ]),
  );
}

function sameName(told: string | undefined, value: string): boolean {
  return told !== undefined && told.slice(0, -7) === value.slice(0, -7);
}

function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}
