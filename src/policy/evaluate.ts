import { type GrantMatch, matchGrant } from "./grants.ts";
import { nearestMiss } from "./nearest.ts";
import { type PolicyKind, type Survey, survey } from "./survey.ts";
import type { AccessRequest, Decision, PolicySet } from "./types.ts";
import { allowedAsRoot, allowedBy, allowedByGrant, deniedBy, missing, unsupported } from "./verdicts.ts";

/**
 * Whether AWS would allow a request, with the statement that decides it. Anything unknown (an operator, a type of
 * principal, a value that cannot be read) in a statement that could matter fails closed as `unsupported`.
 *
 * Documents are given as AWS stores them: where a resource policy names a role or user, AWS keeps its unique id
 * (`AROA…`, `AIDA…`), so a principal that was deleted and made again is not covered. Substitute the id when a
 * policy is stored; a role ARN left in a document covers whatever role has that name now.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function evaluate(request: AccessRequest, policies: PolicySet): Decision {
  const found = survey(request, policies);
  const groups = [
    ...found.scps,
    ...found.rcps,
    found.identity,
    found.resource,
    found.boundary,
    found.session,
  ];
  const deny = groups.find((opinion) => opinion?.denies[0])?.denies[0];
  if (deny !== undefined) return deniedBy(deny, request);
  const unknown = groups.find((opinion) => opinion?.unknown[0])?.unknown[0];
  if (unknown !== undefined) return unsupported(unknown, unknown.why);
  if (found.scps.some(silent)) return withoutAllow("scp", request, silentLevels(policies, found, "scps"));
  if (found.rcps.some(silent)) return withoutAllow("rcp", request, silentLevels(policies, found, "rcps"));
  switch (request.principal.type) {
    case "service":
    case "federated":
    case "anonymous":
      return byResourceAlone(request, policies, found);
    default:
      return request.principal.account === request.resourceAccount
        ? withinAccount(request, policies, found)
        : acrossAccounts(request, policies, found);
  }
}

/** Services, federated and anonymous callers have no identity policies. */
function byResourceAlone(request: AccessRequest, policies: PolicySet, found: Survey): Decision {
  const allow = found.resource.allows[0];
  return allow === undefined ? withoutAllow("resource", request, policies) : allowedBy(allow);
}

/**
 * One account: the identity policy or a resource policy that names the principal suffices. What a resource policy
 * grants to a role is limited by the role's boundary and session policies; what it grants to a session's or a
 * user's own ARN, or to everyone, is not. A key or a role trusts identity policies only where its own policy names
 * the account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
function withinAccount(request: AccessRequest, policies: PolicySet, found: Survey): Decision {
  const { allows } = found.resource;
  const own = allows.find(({ match }) => match === "itself");
  if (own !== undefined) return allowedBy(own);
  const grant = grantFor(request, policies);
  const delegated =
    policies.resourcePolicy !== "required" ||
    allows.some(({ match }) => match === "account") ||
    grant?.to === "account";
  const role = allows.find(({ match }) => match === "role");
  const allowed =
    (role && allowedBy(role)) ??
    (delegated ? identitySide(request, found) : undefined) ??
    (grant?.to === "principal" ? allowedByGrant(grant.grant) : undefined);
  if (allowed === undefined)
    return delegated
      ? withoutAllow("identity", request, policies, ["identity", "resource"])
      : withoutAllow("resource", request, policies);
  return limited(allowed, request, policies, found);
}

/**
 * Two accounts: the resource's account must allow the principal (or its account), by policy or by a KMS grant, and
 * the principal's account must allow it too.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */
function acrossAccounts(request: AccessRequest, policies: PolicySet, found: Survey): Decision {
  const allow = found.resource.allows[0];
  const grant = grantFor(request, policies);
  const allowed = (allow && allowedBy(allow)) ?? (grant && allowedByGrant(grant.grant));
  if (allowed === undefined) return withoutAllow("resource", request, policies);
  if (identitySide(request, found) === undefined) return withoutAllow("identity", request, policies);
  return limited(allowed, request, policies, found);
}

/** What the principal's own account says; an account's root user has every permission there. */
function identitySide({ principal }: AccessRequest, { identity }: Survey): Decision | undefined {
  const allow = identity.allows[0];
  return principal.type === "root" ? allowedAsRoot(principal.account) : allow && allowedBy(allow);
}

/** A boundary or session policy that is in force and silent takes the permission away. */
function limited(
  allowed: Decision,
  request: AccessRequest,
  policies: PolicySet,
  { boundary, session }: Survey,
): Decision {
  if (boundary?.allows.length === 0) return withoutAllow("boundary", request, policies);
  return session?.allows.length === 0 ? withoutAllow("session", request, policies) : allowed;
}

/** Denied because no policy of `kind` allows it, with what came nearest among `kinds`. */
function withoutAllow(
  kind: PolicyKind,
  request: AccessRequest,
  policies: PolicySet,
  kinds: readonly PolicyKind[] = [kind],
): Decision {
  return missing(kind, request, nearestMiss(request, policies, kinds));
}

/** Whether a level of the organisation lets nothing through. */
function silent({ allows }: { readonly allows: readonly unknown[] }): boolean {
  return allows.length === 0;
}

/** Only the levels that are silent: a statement of another level is not what was missing. */
function silentLevels(policies: PolicySet, found: Survey, kind: "scps" | "rcps"): PolicySet {
  return {
    ...policies,
    [kind]: policies[kind]?.filter((_, level) => found[kind][level]?.allows.length === 0),
  };
}

function grantFor(request: AccessRequest, policies: PolicySet): GrantMatch | undefined {
  return matchGrant(request, policies.grants ?? [], policies.encryptionContext ?? {});
}
