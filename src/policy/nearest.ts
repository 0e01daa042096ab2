import { unmetConditions } from "./conditions/evaluate.ts";
import { lazyKeysOf } from "./context.ts";
import { grantMisses } from "./grants.ts";
import { coversAction, coversPrincipal, coversResource } from "./statement.ts";
import type { PolicyKind } from "./survey.ts";
import type { AccessRequest, NamedPolicy, NearMiss, PolicySet, Statement } from "./types.ts";
import { listOf, statementsOf } from "./values.ts";
import type { Reading } from "./variables.ts";
import { nameOf } from "./verdicts.ts";

/** A candidate and how far it is from allowing the request. */
interface Candidate {
  /** A lower bound that is quickly found. */
  readonly atLeast: number;
  distance(): number;
  miss(): NearMiss;
}

/** A statement about something else is farther away than one whose condition does not hold. */
const DISTANCE = { action: 8, principal: 8, resource: 4, condition: 1 } as const;

/**
 * The Allow statement, or the grant, that came nearest to allowing a request which no policy of the kinds allows:
 * about this action before about others, about this resource before about others, then by unmet conditions.
 * @param kinds the kinds of policy that could have allowed it; the first wins a tie
 */
export function nearestMiss(
  request: AccessRequest,
  policies: PolicySet,
  kinds: readonly PolicyKind[],
): NearMiss | undefined {
  const keys = lazyKeysOf(request, policies);
  const candidates = kinds.flatMap((kind) =>
    documentsOf(kind, policies).flatMap((document) => candidatesOf(kind, document, request, policies, keys)),
  );
  const grants = kinds.includes("resource") ? grantCandidates(request, policies) : [];
  let nearest: Candidate | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const candidate of [...candidates, ...grants]) {
    // What is farther already need not be looked at more closely.
    if (candidate.atLeast >= shortest) continue;
    const distance = candidate.distance();
    if (distance === 0 || distance >= shortest) continue;
    nearest = candidate;
    shortest = distance;
  }
  return nearest?.miss();
}

function documentsOf(kind: PolicyKind, policies: PolicySet): readonly NamedPolicy[] {
  const { identity = [], resource, boundary, session = [], scps = [], rcps = [] } = policies;
  const byKind: Readonly<Record<PolicyKind, readonly (NamedPolicy | undefined)[]>> = {
    identity,
    resource: [resource],
    boundary: [boundary],
    session,
    scp: scps.flat(),
    rcp: rcps.flat(),
  };
  return byKind[kind].filter((document) => document !== undefined);
}

function candidatesOf(
  kind: PolicyKind,
  { name, document, lines }: NamedPolicy,
  request: AccessRequest,
  policies: PolicySet,
  keys: Reading["keys"],
): readonly Candidate[] {
  const reading = { version: document.Version, keys };
  const surroundings = {
    request,
    onResource: kind === "resource" || kind === "rcp",
    bounded: policies.boundary !== undefined,
  };
  return statementsOf(document).flatMap((statement, index): Candidate[] => {
    if (statement.Effect !== "Allow") return [];
    const line = lines?.[index];
    const { request: asked, onResource: names } = surroundings;
    const action = coversAction(statement, asked.action) === true;
    const principal = coversPrincipal(statement, surroundings).applies === true;
    const resource = coversResource(statement, names, asked.resource, reading) === true;
    const atLeast =
      (action ? 0 : DISTANCE.action) +
      (principal ? 0 : DISTANCE.principal) +
      (resource ? 0 : DISTANCE.resource);
    const conditions = () => unmetConditions(statement.Condition ?? {}, reading);
    const where = statement.Sid === undefined ? { index } : { index, sid: statement.Sid };
    return [
      {
        atLeast,
        distance: () => atLeast + conditions().length * DISTANCE.condition,
        miss: () => ({
          by: kind,
          document: name,
          statement: where,
          ...(line !== undefined && { line }),
          unmet: [
            ...(action ? [] : [`action ${asked.action} ${against(statement, "Action")}`]),
            ...(principal ? [] : [`principal ${nameOf(asked.principal)} is not named`]),
            ...(resource ? [] : [`resource "${asked.resource}" ${against(statement, "Resource")}`]),
            ...conditions(),
          ],
        }),
      },
    ];
  });
}

function against(statement: Statement, member: "Action" | "Resource"): string {
  const excluded = statement[`Not${member}`];
  const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`).join(" or ");
  if (excluded !== undefined) return `is excluded by ${quoted(listOf(excluded))}`;
  return `does not match ${quoted(listOf(statement[member]))}`;
}

function grantCandidates(request: AccessRequest, policies: PolicySet): readonly Candidate[] {
  if (!request.action.toLowerCase().startsWith("kms:")) return [];
  return (policies.grants ?? []).map((grant) => {
    const unmet = grantMisses(grant, request, policies.encryptionContext ?? {});
    const miss: NearMiss = { by: "grant", document: grant.name ?? grant.grantId, unmet };
    const distance = unmet.length * DISTANCE.resource;
    return { atLeast: distance, distance: () => distance, miss: () => miss };
  });
}
