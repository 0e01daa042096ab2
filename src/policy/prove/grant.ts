import { accountArn } from "../principal.ts";
import type { Grant, Principal } from "../types.ts";
import { CONTEXT_ACTIONS } from "./actions.ts";
import type { Family } from "./families.ts";
import { ALL, and, behind, type Language, NONE } from "./language.ts";

/** Whom a grant is made to: the caller itself, or its account, whose identity policies then decide. */
export function grantedTo(
  { grantee, granteeId }: Grant,
  caller: Principal,
): "principal" | "account" | undefined {
  if (!("account" in caller)) return undefined;
  if (accountArn(grantee) === accountArn(caller.account))
    return caller.type === "root" ? "principal" : "account";
  const id = caller.type === "session" ? caller.roleId : caller.type === "user" ? caller.userId : undefined;
  return granteeId === undefined || granteeId === id ? "principal" : undefined;
}

/** Whether a grant allows an action (`kms:Decrypt`). */
export function grantsAction({ operations }: Grant, action: string): boolean {
  return operations.some((operation) => `kms:${operation}`.toLowerCase() === action.toLowerCase());
}

/**
 * For which texts of a family a grant's constraints are met: pairs of an encryption context compare exactly.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
export function grantLanguage(grant: Grant, family: Family, action: string): Language {
  if (grant.keyArn !== family.head) return NONE;
  if (!CONTEXT_ACTIONS.some((known) => known.toLowerCase() === action.toLowerCase())) return ALL;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = grant;
  const { encryption, alongside = {} } = family;
  const names = [...(encryption === undefined ? [] : [encryption.name]), ...Object.keys(alongside)];
  if (equals !== undefined && Object.keys(equals).length !== names.length) return NONE;
  const pairs = [...Object.entries(equals ?? {}), ...Object.entries(subset ?? {})];
  return and(
    pairs.map(([name, value]) => {
      if (encryption !== undefined && name === encryption.name)
        return behind(encryption.head, Array.from(value));
      // Which version of a secret is no matter of the documents: any may be asked for.
      return Object.hasOwn(alongside, name) ? ALL : NONE;
    }),
  );
}
