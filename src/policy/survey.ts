import { lazyKeysOf } from "./context.ts";
import type { PrincipalMatch } from "./principal.ts";
import { judgeStatement } from "./statement.ts";
import type { AccessRequest, Decision, NamedPolicy, PolicySet, Principal } from "./types.ts";
import { statementsOf } from "./values.ts";

/** A kind of policy, as a decision names it. */
export type PolicyKind = Exclude<NonNullable<Decision["by"]>, "grant">;

/** A statement that applies, or that cannot be judged. */
export interface Hit {
  readonly kind: PolicyKind;
  readonly document: string;
  readonly statement: NonNullable<Decision["statement"]>;
  readonly line?: number;
  /** How its `Principal` covers the caller; absent in documents without one. */
  readonly match?: PrincipalMatch;
}

/** What one group of documents of the same kind says to a request. */
interface Opinion {
  readonly allows: readonly Hit[];
  readonly denies: readonly Hit[];
  readonly unknown: readonly (Hit & { readonly why: string })[];
}

/** What every policy that is in force says. An absent group was not in force, which is not the same as silence. */
export interface Survey {
  readonly identity: Opinion;
  readonly resource: Opinion;
  readonly boundary: Opinion | undefined;
  readonly session: Opinion | undefined;
  /** One opinion a level of the organisation. */
  readonly scps: readonly Opinion[];
  readonly rcps: readonly Opinion[];
}

/**
 * Asks every policy that is in force. SCPs bind the accounts of an organisation, not services or anonymous callers;
 * neither SCPs nor RCPs bind service-linked roles.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function survey(request: AccessRequest, policies: PolicySet): Survey {
  const ask = asker(request, policies);
  const { identity = [], resource, boundary, session, scps = [], rcps = [] } = policies;
  const free = isServiceLinked(request.principal);
  const inOrganisation = "account" in request.principal && !free;
  return {
    identity: ask("identity", identity),
    resource: ask("resource", resource ? [resource] : []),
    boundary: boundary && ask("boundary", [boundary]),
    session: session?.length ? ask("session", session) : undefined,
    scps: inOrganisation ? scps.map((level) => ask("scp", level)) : [],
    rcps: free ? [] : rcps.map((level) => ask("rcp", level)),
  };
}

function isServiceLinked(principal: Principal): boolean {
  return principal.type === "session" && principal.roleArn.includes(":role/aws-service-role/");
}

function asker(request: AccessRequest, policies: PolicySet) {
  const keys = lazyKeysOf(request, policies);
  const bounded = policies.boundary !== undefined;
  return (kind: PolicyKind, documents: readonly NamedPolicy[]): Opinion => {
    const opinion = { allows: [] as Hit[], denies: [] as Hit[], unknown: [] as (Hit & { why: string })[] };
    const surroundings = { request, onResource: kind === "resource" || kind === "rcp", bounded };
    for (const { name, document, lines } of documents) {
      const reading = { version: document.Version, keys };
      statementsOf(document).forEach((statement, index) => {
        const verdict = judgeStatement(statement, surroundings, reading);
        if (verdict.applies === false) return;
        const { Sid: sid, Effect } = statement;
        const line = lines?.[index];
        const hit = {
          kind,
          document: name,
          statement: sid === undefined ? { index } : { index, sid },
          ...(line !== undefined && { line }),
        };
        if (verdict.applies === "unknown") opinion.unknown.push({ ...hit, why: verdict.why });
        else if (Effect === "Deny") opinion.denies.push(hit);
        else opinion.allows.push(verdict.match === undefined ? hit : { ...hit, match: verdict.match });
      });
    }
    return opinion;
  };
}
