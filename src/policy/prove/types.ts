import type { AccessRequest, Decision, Grant, NamedPolicy } from "../types.ts";
import type { Language } from "./language.ts";

/** Somebody who acts for a partner. */
export interface ProofPrincipal {
  /** `arn:aws:iam::ACCOUNT:role/NAME`, a user's ARN, or an account's root ARN. */
  readonly arn: string;
  /** `AROA…`, `AIDA…`, where it is known. */
  readonly id?: string;
  /** Its own policies; absent for a principal of another account, which is taken to allow itself everything. */
  readonly identity?: readonly NamedPolicy[];
  /** Absent where there is none or its text is not known: a boundary only ever takes away. */
  readonly boundary?: NamedPolicy;
  /** ARN of the boundary that its runbook gives it. */
  readonly boundaryArn?: string;
}

/** A partner, as far as a proof is concerned. */
export interface ProofSubject {
  readonly name: string;
  readonly principals: readonly ProofPrincipal[];
}

/** A resource policy and the resources that it is attached to. */
export interface AttachedPolicy {
  /** ARN, with `*` and `?`: a bucket's policy is on `arn:aws:s3:::BUCKET*`. */
  readonly on: string;
  readonly policy: NamedPolicy;
}

/** What all partners share. */
export interface Estate {
  readonly partition: string;
  /** Account that owns bucket, key and secrets. */
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** ARN of the key that objects and secrets are encrypted with. */
  readonly keyArn: string;
}

/**
 * What is compared: texts of one domain mean the same thing whoever asks.
 * - `object`: a key of the bucket that is read, written or seen in a list
 * - `secret`: a secret's ARN, from its name on
 * - `object-context`, `secret-context`: the key's use for that object or secret
 * - `no-context`: the key's use for anything that was encrypted without a context
 * - `key`: administration of the key
 */
export type Domain = "object" | "secret" | "object-context" | "secret-context" | "no-context" | "key";

/** A slice that belongs to nobody or to somebody else, and that one partner's name could be confused with. */
export interface LookAlike {
  readonly subject: string;
  /** As people call it, e.g. `acme-evil/`. */
  readonly name: string;
  readonly slice: Partial<Readonly<Record<Domain, Language>>>;
}

/** Everything that a proof is made from. */
export interface ProofInput {
  readonly estate: Estate;
  readonly subjects: readonly ProofSubject[];
  readonly attached: readonly AttachedPolicy[];
  readonly grants: readonly Grant[];
  readonly lookAlikes: readonly LookAlike[];
  /** Only pairs with one of these are looked at; absent: all pairs. */
  readonly focus?: readonly string[];
}

/** A request that the evaluator allows, and what decided it. */
export interface Allowed {
  readonly subject: string;
  readonly request: AccessRequest;
  readonly encryptionContext?: Readonly<Record<string, string>>;
  readonly decision: Decision;
}

/** Two partners, or a partner and a look-alike, that reach the same thing. */
export interface Overlap {
  readonly domain: Domain;
  /** What both reach: an object's key, a secret's ARN, a context. */
  readonly what: string;
  readonly one: Allowed;
  /** The other partner's request, or the look-alike whose slice it is. */
  readonly other: Allowed | { readonly lookAlike: string };
}

/** What could not be decided, and why. */
export interface Unproven {
  readonly subject: string;
  /** The other partner or look-alike; absent where it is about the partner as a whole. */
  readonly other?: string;
  readonly why: string;
}

/** What follows from the documents alone. */
export interface Proof {
  readonly subjects: number;
  /** Pairs of partners that were decided. */
  readonly pairs: number;
  readonly lookAlikes: number;
  /** Pairs of patterns that had to be intersected, out of all that there are: the rest differ in their beginnings. */
  readonly intersected: number;
  readonly overlaps: readonly Overlap[];
  /** Overlapping pairs beyond those that are shown as requests. */
  readonly more: number;
  readonly unproven: readonly Unproven[];
  /** What each partner that was asked about reaches: patterns that cover it, by domain. */
  readonly reach: ReadonlyMap<string, Reached>;
}

/** Domain → patterns. */
export type Reached = { readonly [domain: string]: readonly string[] };
