import type { Clock, Random } from "../../src/core/ports.ts";
import type { Context, Grant, NamedPolicy, PolicyDocument, Principal } from "../../src/policy/types.ts";
import type { Table } from "./store/table.ts";
import type { SessionRecord, Tables } from "./tables.ts";

/** The one region that the local AWS has. */
export const REGION = "eu-central-1";

/** Whoever signed a request, with what limits the session. */
export interface Caller {
  readonly principal: Principal;
  readonly accessKeyId?: string;
  /** Session behind a role's credentials. */
  readonly session?: SessionRecord;
  /** Condition keys that come with the caller and the connection: `aws:SecureTransport`, `aws:SourceIp`, `aws:TokenIssueTime`, … */
  readonly context: Context;
  /** The service that calls on the caller's behalf (`transfer.amazonaws.com` in SFTP), for CloudTrail's `invokedBy`. */
  readonly invokedBy?: string;
}

/** One authorisation question of a service. */
export interface Ask {
  readonly caller: Caller;
  /** `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** Request-specific condition keys, e.g. `s3:prefix`. */
  readonly context?: Context;
  readonly resourcePolicy?: NamedPolicy;
  /** Default `optional`. */
  readonly resourcePolicyMode?: "optional" | "required";
  readonly grants?: readonly Grant[];
  readonly encryptionContext?: Readonly<Record<string, string>>;
  /** The service whose copy of IAM is asked: default the action's prefix. */
  readonly observer?: string;
}

/** What CloudTrail keeps of one call. */
export interface TrailEvent {
  readonly eventId: string;
  readonly eventTime: number;
  readonly eventSource: string;
  readonly eventName: string;
  readonly account: string;
  readonly readOnly: boolean;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly caller: Principal;
  readonly accessKeyId?: string;
  readonly invokedBy?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Request parameters without secret values. */
  readonly request?: unknown;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  /** S3 object calls: kept, but LookupEvents answers management events only. */
  readonly data: boolean;
}

/** Everything a service of the local AWS works with. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  table<N extends keyof Tables>(name: N): Table<Tables[N]>;
  /** Folder for object bodies; files in it are named by the S3 service. */
  readonly objectsDir: string;
  /**
   * Asks `src/policy` about one call, with the identity policies, boundary and session policies of the caller
   * as `observer` sees them now. @throws AwsFault AccessDenied in AWS's words, naming action and resource.
   */
  authorize(ask: Ask): void;
  /** Like `authorize`, as a yes or no. */
  allows(ask: Ask): boolean;
  /** `false` only where someone switched enforcement off on purpose: everything is allowed then. */
  readonly enforcing: boolean;
  /** A new session of a role, after its trust policy has been asked. Used by STS and by the SFTP endpoint. */
  assumeRole(request: AssumeRequest): SessionRecord;
  record(event: TrailEvent): void;
  events(): readonly TrailEvent[];
  /** Resolves a principal ARN as `observer` sees it now: its unique id, or `undefined` where there is no such principal. */
  principalId(arn: string, observer: string): string | undefined;
  /**
   * The document as AWS stores it: each role and user ARN among its principals replaced by the unique id that
   * it has for `observer` now, so that a recreated principal is another one. Account ids become root ARNs.
   * @param faultCode code for a principal that does not exist, e.g. `MalformedPolicy` in S3
   * @throws AwsFault `faultCode` 400 "Invalid principal in policy"
   */
  bindPrincipals(document: PolicyDocument, observer: string, faultCode: string): PolicyDocument;
  /** The document as AWS shows it: ids as ARNs while their principal lives for `observer`, else the bare id. */
  showPrincipals(document: PolicyDocument, observer: string): PolicyDocument;
  /** A random identifier of AWS's shape: `prefix` + `length` upper-case letters and digits. */
  id(prefix: string, length: number): string;
}

/** Input of {@link World.assumeRole}. */
export interface AssumeRequest {
  readonly caller: Caller;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string;
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly sourceIdentity?: string;
  /** `aws:SourceAccount`, `aws:SourceArn` when a service assumes. */
  readonly context?: Context;
  /** Whose copy of IAM is asked. */
  readonly observer: string;
}
