import { sessionArn } from "./principal.ts";
import type { Hit, PolicyKind } from "./survey.ts";
import type { AccessRequest, Decision, Grant, Principal } from "./types.ts";

/** What each kind of policy is called, in the singular. */
const NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  scp: "service control policy",
  rcp: "resource control policy",
};

function cite({ document, statement }: Hit): string {
  const name =
    statement.sid === undefined ? `statement ${statement.index + 1}` : `statement ${statement.sid}`;
  return `${name} of ${document}`;
}

function decided({ kind, document, statement }: Hit) {
  return { by: kind, document, statement };
}

/** A principal in words. */
function nameOf(principal: Principal): string {
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
export function missing(kind: PolicyKind, { principal, action, resource, ...rest }: AccessRequest): Decision {
  const across = "account" in principal && principal.account !== rest.resourceAccount;
  const where = across && kind === "identity" ? `, which account ${principal.account} must give` : "";
  const from = across && kind === "resource" ? `, which account ${rest.resourceAccount} must give` : "";
  const why = `no ${NAMES[kind]} allows ${nameOf(principal)} to do ${action} on ${resource}${where}${from}`;
  return { allowed: false, outcome: "implicit-deny", by: kind, why };
}

/** Denied because a statement that could matter cannot be judged. */
export function unsupported(hit: Hit, reason: string): Decision {
  const why = `cannot be judged, so it is denied: ${reason} in ${cite(hit)} (${NAMES[hit.kind]})`;
  return { allowed: false, outcome: "unsupported", ...decided(hit), why };
}
