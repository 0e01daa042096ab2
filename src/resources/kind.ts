import type { z } from "zod";
import type { Aws } from "../aws/aws.ts";
import type { Call } from "../core/call.ts";
import type { Problem } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Change, Former } from "../core/plan.ts";
import type { Clock } from "../core/ports.ts";
import type { AttachedPolicy, ProofPrincipal } from "../policy/prove/types.ts";
import type { Grant, PolicyDocument } from "../policy/types.ts";
import type { DocumentKind } from "../policy/validate.ts";

/** Where a resource lives and whose it is. Pure data. */
export interface Scope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** The partner (or twin) that the resource belongs to. */
  readonly partner: string;
  /** Ownership tags: `vendor:partner`, `vendor:runbook`, `vendor:owner`, `vendor:managed-by`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A resource as a person and as AWS know it. */
export interface Identity {
  /** CloudFormation's type name, e.g. `AWS::IAM::Role`. */
  readonly type: string;
  readonly name: string;
  /** Where it is known before creation. */
  readonly arn?: string;
}

/** A resource as it is now. */
export interface Live<S extends JsonObject = JsonObject> extends Former {
  /** Same shape as `desired`, so that the one differ can compare them. */
  readonly state: S;
  /** Values that other resources may refer to, e.g. `{ arn, grantId }`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Ownership tags found on it (or inferred, where AWS has no tags for it). */
  readonly owner: Readonly<Record<string, string>>;
}

/** How a resource is brought back to what it was. */
export interface Restoration extends Change {
  /** What a person should know of it. */
  readonly notes?: readonly string[];
  /** What that leaves as it is, why, and the calls that would undo it. */
  readonly beyond?: readonly { readonly why: string; readonly calls: readonly Call[] }[];
}

/**
 * The stages of taking a resource away, in this order over all resources:
 * `freeze` no new session begins · `revoke` sessions that are open lose their rights ·
 * `remove` everything that names the identity goes · `delete` the identity itself goes, once death is proven, and with it
 * the data, which a session that still lived would write again.
 */
export const REMOVAL_STAGES = ["freeze", "revoke", "remove", "delete"] as const;

/** One of {@link REMOVAL_STAGES}. */
export type RemovalStage = (typeof REMOVAL_STAGES)[number];

/** One IAM action that the operator needs for a kind, and why. */
export interface Permission {
  readonly action: string;
  /** ARN pattern with `${base.account}`, `${base.bucket}`, `${names.role}` … as in runbooks; a name stands for every partner's. */
  readonly resource: string;
  readonly reason: string;
  readonly verb: "read" | "create" | "update" | "remove" | "test";
  /** A template that must have a value for the operator to need it, where the resource names none that says so. */
  readonly where?: string;
  readonly condition?: JsonObject;
}

/**
 * What a task may do: read freely, and change through `mutate`, which binds, journals and sends one call and
 * answers its output. The task's own input comes with `${resources.…}` and `${run.…}` filled in.
 */
export interface TaskContext {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly scope: Scope;
  /** Tells whoever watches what should be known and does not stop the run. */
  warn(text: string): void;
  mutate(call: Call): Promise<unknown>;
}

/** A procedure of a kind for changes that one list of calls can't express. */
export type Task = (input: JsonObject, context: TaskContext) => Promise<void>;

/** How a resource that is nobody's becomes a partner's, and nobody's again. Nothing but ownership tags changes. */
export interface Claim {
  readonly take: Change;
  readonly release: Change;
}

/** How data that a partner leaves behind is treated. */
export interface RemovalOptions {
  readonly data: "keep" | "archive" | "purge";
  readonly secretRecoveryDays: number;
  /** `true` for twins and canaries: nothing of them is worth a recovery window. */
  readonly disposable: boolean;
}

/** A policy document of a resource, and what kind of document it is. */
export interface LintedDocument {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly document: PolicyDocument;
}

/** What a resource adds to its partner's reach, for the proof that no two partners reach the same. */
export interface ReachPart {
  readonly principals?: readonly ProofPrincipal[];
  readonly attached?: readonly AttachedPolicy[];
  readonly grants?: readonly Grant[];
  /** In place of outputs that only AWS can tell: as good as any, since every value would be treated alike. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** How much is left of a limit that all partners share. */
export interface Room {
  /** What runs short, in the plural, e.g. `users of SFTP server s-0123456789abcdef0`. */
  readonly of: string;
  readonly left: number;
  /** How much of it this one takes. */
  readonly needs: number;
  /** What to do where it does not suffice. */
  readonly remedy: string;
}

/** What a resource relies on, and is not the partner's to make: e.g. the identity provider whose tokens it takes. */
export interface Footing {
  /** What is not there, or not fit, with the command that makes it so. */
  readonly missing: readonly Problem[];
  /** What a reviewer should know. */
  readonly notices: readonly string[];
}

/** What a partner is handed to connect with, and who may fetch it. */
export interface Handover {
  /** What is fetched, e.g. `vendor/acme/connection`. */
  readonly name: string;
  /** Whether it holds a private key that was made for the partner; else the partner brought its own. */
  readonly keyMade: boolean;
  /** The staging label under which the private key is read, where it is kept apart from the rest. */
  readonly keyStage?: string;
  /** Who works with it: the partner, whom it is handed to, or the company's own workload. */
  readonly readBy: "partner" | "workload";
  /** ARNs of those who may fetch it. */
  readonly readers: readonly string[];
  /** The command that fetches it. */
  readonly command: string;
}

/** A part of a bucket that belongs to a partner. */
export interface Folder {
  readonly bucket: string;
  /** 12-digit account that owns the bucket. */
  readonly bucketOwner: string;
  /** Ends with a slash. */
  readonly prefix: string;
}

/**
 * One kind of resource. Everything that shared code (plan, engine, help, docs, operator policy, contract tests)
 * needs to know is declared here; shared code never names a kind.
 */
export interface Kind<P extends JsonObject = JsonObject, S extends JsonObject = JsonObject> {
  /** As runbooks write it, e.g. `iam-role`. */
  readonly name: string;
  /** As people say it, e.g. `IAM role`. */
  readonly title: string;
  /** The properties that a runbook gives; strict. */
  readonly schema: z.ZodType<P>;
  readonly example: P;
  readonly permissions: readonly Permission[];
  /** Outputs that other resources may refer to, with what they are. */
  readonly outputs: Readonly<Record<string, string>>;
  identify(props: P, scope: Scope): Identity;
  /** The outputs that are known before creation (e.g. a role's ARN). */
  known(props: P, scope: Scope): Readonly<Record<string, string>>;
  /** The state that is wanted, documents in full, ownership tags left out. */
  desired(props: P, scope: Scope): S;
  /** The state that is, or `undefined` where there is nothing. @throws AwsFailure */
  read(props: P, scope: Scope, aws: Aws): Promise<Live<S> | undefined>;
  /**
   * What still holds the name of a resource that {@link Kind.read} does not find: a secret in its recovery window.
   * An onboarding treats it as live, so that `update` revives it; everything else treats it as gone. @throws AwsFailure
   */
  reserved?(props: P, scope: Scope, aws: Aws): Promise<Live<S> | undefined>;
  /** What one call captures as `NAME`, a later one may take as `${self.NAME}`. */
  create(props: P, scope: Scope): Change;
  /**
   * The outputs that a call of `create` or {@link Kind.testAccess} would have given, read from what is live: asked where
   * its answer was lost. `undefined` where it has left no trace. Default: the live outputs.
   */
  answered?(call: Call, live: Live<S>): Readonly<Record<string, string>> | undefined;
  /** From `live` to `desired`; ownership tags are set as well, which is what an adoption needs. */
  update(props: P, live: Live<S>, scope: Scope): Change;
  /** Whether its removal has begun: nothing may be opened in it again. A kind without a freeze has no such state. */
  isFrozen?(live: Live<S>): boolean;
  /**
   * From what is there `now` (nothing, where it was taken away) back to what was there `before`, tags included.
   * Answers `undefined` where that can't be done.
   * @param made what the calls that are undone have captured
   */
  restore(
    props: P,
    before: Live<S>,
    now: Live<S> | undefined,
    scope: Scope,
    made: Readonly<Record<string, string>>,
  ): Restoration | undefined;
  /** Parts of the state (dotted paths) that its own changes leave otherwise on the way. */
  readonly passing?: readonly string[];
  /** What each removal stage does; a kind leaves out the stages it has nothing to do in. */
  remove(
    props: P,
    live: Live<S>,
    scope: Scope,
    options: RemovalOptions,
  ): Partial<Record<RemovalStage, Change>>;
  /**
   * How an adoption marks a resource that carries no ownership tags, and how that is taken back; what other tags it
   * has stay. Left out by kinds whose resources have no tags: those are told by their names.
   */
  claim?(props: P, live: Live<S>, scope: Scope): Claim;
  /** What keeps a resource that partners share from being taken away, in words; `undefined` where nothing does. @throws AwsFailure */
  inUse?(props: P, live: Live<S>, scope: Scope, aws: Aws): Promise<string | undefined>;
  /** What a reviewer should know of a document that it shares with others. @throws AwsFailure */
  notices?(props: P, scope: Scope, aws: Aws): Promise<readonly string[]>;
  /** What must be there for it to work. @throws AwsFailure */
  footing?(props: P, scope: Scope, aws: Aws): Promise<Footing>;
  /** How much is left of what it takes of a limit that all partners share. @throws AwsFailure */
  room?(props: P, scope: Scope, aws: Aws): Promise<Room>;
  /** The policy documents that it would send, for the linter. */
  documents?(props: P): readonly LintedDocument[];
  /** Who may do what because of it: documents and grants, as data. */
  reach?(props: P, scope: Scope): ReachPart;
  /** Sid → reason of every statement in its documents. */
  reasons?(props: P): Readonly<Record<string, string>>;
  /**
   * A temporary test credential on a live resource: how it is added and how it is taken away again.
   * `generated` is the ID of the key pair made for it. A kind does not know its resource's ID: what `add` captures
   * as `NAME`, `remove` calls `${self.NAME}`, and the planner writes the ID in its place.
   */
  testAccess?(props: P, scope: Scope, generated: string): { readonly add: Change; readonly remove: Change };
  /** Takes away test credentials that an interrupted test left; `undefined` where there are none. */
  sweepTestAccess?(props: P, live: Live<S>): Change | undefined;
  /**
   * The deleted identity made anew under the same name, trusted as before and with no right of its own, and taken away
   * again. For kinds that are identities.
   */
  namesake?(props: P, scope: Scope): { readonly add: Change; readonly remove: Change };
  /** For kinds that hold what the partner connects with. */
  handover?(props: P, scope: Pick<Scope, "region">): Handover;
  /** For kinds that are a part of a bucket. */
  folder?(props: P): Folder;
  readonly tasks?: Readonly<Record<string, Task>>;
}

/** Keeps a kind's own types while it is written, and forgets them for the registry. */
export function defineKind<P extends JsonObject, S extends JsonObject>(kind: Kind<P, S>): Kind {
  return kind as unknown as Kind;
}
