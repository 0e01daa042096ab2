import { sessionArn } from "./principal.ts";
import type { Hit, PolicyKind } from "./survey.ts";
import type { AccessRequest, Decision, Grant, NearMiss, Principal } from "./types.ts";

/** What each kind of policy is called, in the singular. */
const NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  scp: "service control policy",
  rcp: "resource control policy",
};

function cite({ document, statement, line }: Pick<Hit, "document" | "statement" | "line">): string {
  const name =
    statement.sid === undefined ? `statement ${statement.index + 1}` : `statement ${statement.sid}`;
  return `${name} of ${document}${line === undefined ? "" : `, line ${line}`}`;
}

/** What was missing for a request to be allowed: what came nearest, then each thing that does not match. */
export function missLines({ nearest }: Decision): readonly string[] {
  if (nearest === undefined) return [];
  const { document, statement, unmet, line } = nearest;
  const name =
    statement === undefined
      ? `grant ${document}`
      : cite({ document, statement, ...(line !== undefined && { line }) });
  return [`nearest: ${name}`, ...unmet.map((text) => `  ${text}`)];
}

function decided({ kind, document, statement, line }: Hit) {
  return { by: kind, document, statement, ...(line !== undefined && { line }) };
}

/** A principal in words. */
export function nameOf(principal: Principal): string {
  switch (principal.type) {
    case "session":
      return sessionArn(principal);
    case "user":
      return principal.arn;
    case "root":
      return `the root user of ${principal.account}`;
    case "service":
      return principal.service;
    case "federated":
      return principal.provider;
    case "anonymous":
      return "an anonymous caller";
  }
}

/** Allowed by a statement. */
export function allowedBy(hit: Hit): Decision {
  const why = `allowed by ${cite(hit)} (${NAMES[hit.kind]})`;
  return { allowed: true, outcome: "allowed", ...decided(hit), why };
}

/** Allowed by a KMS grant; `document` is its name or id. */
export function allowedByGrant({ grantId, name }: Grant): Decision {
  const document = name ?? grantId;
  return { allowed: true, outcome: "allowed", by: "grant", document, why: `allowed by grant ${document}` };
}

/** Allowed because an account's root user has every permission of its account. */
export function allowedAsRoot(account: string): Decision {
  const why = `the root user of ${account} has every permission of its account`;
  return { allowed: true, outcome: "allowed", by: "identity", why };
}

/** Denied by a statement. */
export function deniedBy(hit: Hit, { action, resource }: AccessRequest): Decision {
  const why = `${action} on ${resource} is denied explicitly by ${cite(hit)} (${NAMES[hit.kind]})`;
  return { allowed: false, outcome: "explicit-deny", ...decided(hit), why };
}

/** Denied because no policy of a kind that must allow does. */
export function missing(kind: PolicyKind, request: AccessRequest, nearest?: NearMiss): Decision {
  const { principal, action, resource, resourceAccount } = request;
  const why = `no ${NAMES[kind]} allows ${nameOf(principal)} to do ${action} on ${resource}`;
  return {
    allowed: false,
    outcome: "implicit-deny",
    by: kind,
    why: `${why}${remedy(kind, principal, resourceAccount)}`,
    ...(nearest !== undefined && { nearest }),
  };
}

/** Whose turn it is, where that is not obvious. */
function remedy(kind: PolicyKind, principal: Principal, resourceAccount: string): string {
  if (!("account" in principal)) return "";
  if (principal.account === resourceAccount)
    return kind === "resource" ? ` or leaves it to the identity policies of account ${resourceAccount}` : "";
  if (kind === "resource") return `, which account ${resourceAccount} must give`;
  return kind === "identity" ? `, which account ${principal.account} must give` : "";
}

/** Denied because a statement that could matter cannot be judged. */
export function unsupported(hit: Hit, reason: string): Decision {
  const why = `cannot be judged, so it is denied: ${reason} in ${cite(hit)} (${NAMES[hit.kind]})`;
  return { allowed: false, outcome: "unsupported", ...decided(hit), why };
}
