import { isJsonObject } from "../core/json.ts";
import type { Principal, PrincipalElement } from "./types.ts";
import { someText } from "./values.ts";

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
  return identitiesOf(principal).find((identity) => isNamed(element, identity))?.match;
}

/**
 * Whether a Deny with this `NotPrincipal` spares a principal: only one that is listed with everything it stands
 * for (session, role and account), and that has no permissions boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function sparesPrincipal(element: PrincipalElement, principal: Principal, bounded: boolean): boolean {
  if (bounded) return false;
  if (isNamed(element, EVERYONE)) return true;
  const identities = identitiesOf(principal).filter(({ name }) => name !== "*");
  const listed = identities.filter((identity) => isNamed(element, identity)).map(({ match }) => match);
  return listed.length > 0 && identities.every(({ match }) => listed.includes(match));
}

/** A name under which an element can cover a principal, and as what. */
interface Identity {
  readonly type: "AWS" | "Service" | "Federated";
  readonly name: string;
  readonly match: PrincipalMatch;
}

const aws = (name: string, match: PrincipalMatch): Identity => ({ type: "AWS", name, match });
const EVERYONE = aws("*", "itself");

function isNamed(element: PrincipalElement, { type, name }: Identity): boolean {
  if (element === "*") return type === "AWS" && name === "*";
  return someText(element[type], (text) => text === name);
}

/** `123456789012` as `arn:aws:iam::123456789012:root`; anything else as it is. */
export function accountArn(name: string): string {
  return /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
}

/** An account's id and its root ARN are one name. */
function accountNames(account: string, match: PrincipalMatch): readonly Identity[] {
  return [aws(accountArn(account), match), aws(account, match)];
}

/** Every name under which an element can cover a principal, the one that grants most first. */
function identitiesOf(principal: Principal): readonly Identity[] {
  switch (principal.type) {
    case "session":
      return [
        aws(sessionArn(principal), "itself"),
        aws(principal.roleArn, "role"),
        aws(principal.roleId, "role"),
        EVERYONE,
        ...accountNames(principal.account, "account"),
      ];
    case "user":
      return [
        aws(principal.arn, "itself"),
        aws(principal.userId, "itself"),
        EVERYONE,
        ...accountNames(principal.account, "account"),
      ];
    case "root":
      return [...accountNames(principal.account, "itself"), EVERYONE];
    case "service":
      return [
        { type: "Service", name: principal.service, match: "itself" },
        { type: "Service", name: "*", match: "itself" },
        EVERYONE,
      ];
    case "federated":
      return [{ type: "Federated", name: principal.provider, match: "itself" }, EVERYONE];
    case "anonymous":
      return [EVERYONE];
  }
}
