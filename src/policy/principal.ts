import { isJsonObject } from "../core/json.ts";
import type { Principal, PrincipalElement } from "./types.ts";
import { listOf } from "./values.ts";

/**
 * How an element covers a principal.
 * - `itself`: the session's own ARN, a user, or everyone (`*`): within one account nothing else limits that grant.
 *   AWS says so of `*` with a condition on `aws:PrincipalArn`, and a condition can only narrow.
 * - `role`: the role behind a session
 * - `account`: the whole account, which leaves the decision to its identity policies
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export type PrincipalMatch = "itself" | "role" | "account";

const KNOWN_TYPES: readonly string[] = ["AWS", "Service", "Federated"];

/** ARN that STS gives a role's session: the role's path is not part of it. */
export function sessionArn(principal: Extract<Principal, { type: "session" }>): string {
  const name = principal.roleArn.slice(principal.roleArn.lastIndexOf("/") + 1);
  return `arn:aws:sts::${principal.account}:assumed-role/${name}/${principal.sessionName}`;
}

/** The type of an element that this evaluator cannot judge, e.g. `CanonicalUser`. */
export function unknownPrincipalType(element: PrincipalElement): string | undefined {
  if (element === "*") return undefined;
  if (!isJsonObject(element)) return JSON.stringify(element);
  return Object.keys(element).find((type) => !KNOWN_TYPES.includes(type));
}

/**
 * Whether and how a `Principal` element covers a principal. Only a whole `*` is a wildcard, and it covers
 * services, federated and anonymous callers too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function matchPrincipal(element: PrincipalElement, principal: Principal): PrincipalMatch | undefined {
  const named = namesOf(element);
  return identitiesOf(principal).find(([name]) => named.has(name))?.[1];
}

/**
 * Whether a Deny with this `NotPrincipal` spares a principal: only one that is listed with everything it stands
 * for (session, role and account), and that has no permissions boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function sparesPrincipal(element: PrincipalElement, principal: Principal, bounded: boolean): boolean {
  if (bounded) return false;
  const named = namesOf(element);
  if (named.has(EVERYONE)) return true;
  const identities = identitiesOf(principal).filter(([name]) => !name.endsWith(" *"));
  const listed = identities.filter(([name]) => named.has(name)).map(([, match]) => match);
  return listed.length > 0 && identities.every(([, match]) => listed.includes(match));
}

const EVERYONE = "AWS *";

/** The names in an element, each with its type; an account id and its root ARN are one name. */
function namesOf(element: PrincipalElement): ReadonlySet<string> {
  if (element === "*") return new Set([EVERYONE]);
  const names = Object.entries(element).flatMap(([type, values]) =>
    listOf(values).map((value) => `${type} ${type === "AWS" ? accountArn(value) : value}`),
  );
  return new Set(names);
}

/** `123456789012` as `arn:aws:iam::123456789012:root`; anything else as it is. */
export function accountArn(name: string): string {
  return /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
}

/** Every name under which an element can cover a principal, the one that grants most first. */
function identitiesOf(principal: Principal): readonly (readonly [string, PrincipalMatch])[] {
  switch (principal.type) {
    case "session":
      return [
        [`AWS ${sessionArn(principal)}`, "itself"],
        [`AWS ${principal.roleArn}`, "role"],
        [`AWS ${principal.roleId}`, "role"],
        [EVERYONE, "itself"],
        [`AWS ${accountArn(principal.account)}`, "account"],
      ];
    case "user":
      return [
        [`AWS ${principal.arn}`, "itself"],
        [`AWS ${principal.userId}`, "itself"],
        [EVERYONE, "itself"],
        [`AWS ${accountArn(principal.account)}`, "account"],
      ];
    case "root":
      return [
        [`AWS ${accountArn(principal.account)}`, "itself"],
        [EVERYONE, "itself"],
      ];
    case "service":
      return [
        [`Service ${principal.service}`, "itself"],
        ["Service *", "itself"],
        [EVERYONE, "itself"],
      ];
    case "federated":
      return [
        [`Federated ${principal.provider}`, "itself"],
        [EVERYONE, "itself"],
      ];
    case "anonymous":
      return [[EVERYONE, "itself"]];
  }
}
