import type { JsonObject } from "../core/json.ts";

/** An IAM policy document as AWS takes it. */
export interface PolicyDocument extends JsonObject {
  readonly Version: "2012-10-17" | "2008-10-17";
  readonly Statement: readonly Statement[];
}

/** One or several strings, as AWS allows in most places of a document. */
export type OneOrMore = string | readonly string[];

/** `"*"`, or principals by type. */
export type PrincipalElement = "*" | { readonly [type: string]: OneOrMore };

/** Operator → key → values. */
export type ConditionElement = { readonly [operator: string]: { readonly [key: string]: OneOrMore } };

/** One statement of a policy document. Optional members are absent, never undefined. */
export type Statement = JsonObject & {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: ConditionElement;
};

/** Who asks. `account` is the 12-digit account the principal belongs to. */
export type Principal =
  | {
      readonly type: "session";
      readonly account: string;
      /** arn:aws:iam::ACCOUNT:role/PATH/NAME */
      readonly roleArn: string;
      /** AROA… : a deleted and recreated role has another one. */
      readonly roleId: string;
      readonly sessionName: string;
    }
  | { readonly type: "user"; readonly account: string; readonly arn: string; readonly userId: string }
  | { readonly type: "root"; readonly account: string }
  | { readonly type: "service"; readonly service: string }
  | { readonly type: "federated"; readonly provider: string }
  | { readonly type: "anonymous" };

/** Request context: condition key → value(s). Keys compare without regard to case. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One question to the evaluator. */
export interface AccessRequest {
  readonly principal: Principal;
  /** `s3:GetObject` */
  readonly action: string;
  /** The resource's ARN, or `*` for actions that take none. */
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  readonly context: Context;
}

/** A document with the name under which a verdict cites it, e.g. `role/vendor-acme/policy/access`. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
  /** 1-based line of each statement in the text of the document, where that text is known. */
  readonly lines?: readonly number[];
}

/** A KMS grant as the evaluator needs it. */
export interface Grant {
  readonly grantId: string;
  readonly name?: string;
  /** Grantee: a role, user, assumed-role or account-root ARN, already bound to its unique id where `granteeId` is set. */
  readonly grantee: string;
  readonly granteeId?: string;
  readonly keyArn: string;
  /** KMS operation names, e.g. `Decrypt`. */
  readonly operations: readonly string[];
  readonly encryptionContextEquals?: Readonly<Record<string, string>>;
  readonly encryptionContextSubset?: Readonly<Record<string, string>>;
}

/** Everything that is in force for one request. */
export interface PolicySet {
  readonly identity?: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** Session policies of an assumed role; absent: none was passed. */
  readonly session?: readonly NamedPolicy[];
  /** The resource's own policy: bucket, key, secret, or a role's trust policy. */
  readonly resource?: NamedPolicy;
  /**
   * `optional`: within one account the identity policy alone suffices (S3, Secrets Manager).
   * `required`: the resource policy must allow or delegate to the account (KMS keys, role trust).
   */
  readonly resourcePolicy?: "optional" | "required";
  /** Each inner list is one level of the organisation: every level must allow. */
  readonly scps?: readonly (readonly NamedPolicy[])[];
  readonly rcps?: readonly (readonly NamedPolicy[])[];
  readonly grants?: readonly Grant[];
  /** The encryption context of a KMS request, for grant constraints. */
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

/** The verdict, with what decided it. */
export interface Decision {
  readonly allowed: boolean;
  /** `explicit-deny` and `implicit-deny` as AWS words them; `unsupported`: something unknown, so it fails closed. */
  readonly outcome: "allowed" | "explicit-deny" | "implicit-deny" | "unsupported";
  /** Which kind of policy decided or was missing: `identity`, `resource`, `boundary`, `session`, `scp`, `rcp`, `grant`. */
  readonly by?: "identity" | "resource" | "boundary" | "session" | "scp" | "rcp" | "grant";
  /** Name of the deciding document and index and Sid of its statement. */
  readonly document?: string;
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** 1-based line of the deciding statement in the text of its document, where that text is known. */
  readonly line?: number;
  /** For a denial: what was missing or which unknown element was met, in words. */
  readonly why: string;
  /** For an implicit deny: the statement (or grant) that came nearest to allowing it. */
  readonly nearest?: NearMiss;
}

/** A statement that would have to change the least for a request to be allowed. */
export interface NearMiss {
  readonly by: NonNullable<Decision["by"]>;
  /** Name of its document, or of the grant. */
  readonly document: string;
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** 1-based line of the statement, where the text of its document is known. */
  readonly line?: number;
  /** What does not match, in words: at least one. */
  readonly unmet: readonly string[];
}
