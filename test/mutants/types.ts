import type { Json } from "../../src/core/json.ts";
import type { ConditionElement, OneOrMore, Statement } from "../../src/policy/types.ts";

export type { ConditionElement, OneOrMore, Statement };

/** A grant, as far as it can be got wrong. */
export interface GrantDocument {
  readonly name: string;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly constraints: {
    readonly EncryptionContextSubset?: Readonly<Record<string, string>>;
    readonly EncryptionContextEquals?: Readonly<Record<string, string>>;
  };
}

/** An SFTP user, as far as it can be got wrong. */
export interface UserDocument {
  readonly mappings: readonly { readonly Entry: string; readonly Target: string }[];
  /** Public halves of keys that are registered beside the partner's own and the test's. */
  readonly moreKeys: readonly string[];
}

/**
 * What decides about a subject's access, document by document. Statements of the base's bucket policy that are
 * everybody's are in `base`.
 */
export type Documents = {
  readonly [part in `${"role" | "pull role"} ${"trust" | "policy"}`]?: readonly Statement[];
} & {
  readonly "bucket statements"?: readonly Statement[];
  readonly "bucket base"?: readonly Statement[];
  readonly "secret policy"?: readonly Statement[];
  readonly user?: UserDocument;
  readonly boundary?: string | null;
} & { readonly [grant in `grant ${string}`]?: GrantDocument };

/** Name of one of {@link Documents}. */
export type Part = keyof Documents & string;

/** One document with one mistake in it. */
export interface Mutant {
  /** `PART: WHAT IS WRONG`, the same for every subject. */
  readonly name: string;
  readonly part: Part;
  readonly value: Documents[Part];
}

/** What operators know of the subject whose documents they spoil. */
export interface Surroundings {
  readonly subject: string;
  readonly bucket: string;
  readonly account: string;
  readonly sandboxAccount: string;
  readonly sandboxRole: string;
  /** A role of the company's that is no partner's. */
  readonly otherRole: string;
  readonly keyArn: string;
  /** Own prefix and another's, each with its slash. */
  readonly prefix: string;
  readonly other: string;
  readonly sibling: string;
  readonly secretArn: string;
  readonly otherSecretArn: string;
  readonly externalId: string;
  readonly otherExternalId: string;
  /** Public half of a key that is registered with nobody. */
  readonly otherKey: string;
}

/** One or several strings as a list. */
export function listOf(values: OneOrMore | undefined): readonly string[] {
  return values === undefined ? [] : typeof values === "string" ? [values] : values;
}

/** Data as JSON sees it, to compare it. */
export function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one as Json) === JSON.stringify(other as Json);
}

/** Documents with one of them in place of what was there. */
export function withDocument(documents: Documents, part: Part, value: Documents[Part]): Documents {
  return { ...documents, [part]: value } as Documents;
}
