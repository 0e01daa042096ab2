import { keysOf } from "../context.ts";
import type { Principal } from "../types.ts";
import type { Allowing, Nearness } from "./beginnings.ts";
import type { Family } from "./families.ts";
import { grantedTo, grantLanguage, grantsAction } from "./grant.ts";
import { ALL, and, type Language, not, or } from "./language.ts";
import { type Asking, type Law, whoMatches } from "./law.ts";
import { callersOf } from "./principals.ts";
import { type Lean, type Prepared, statementLanguage } from "./statement.ts";
import { coverOf, distinct, partsOf, type Term, termsOf } from "./terms.ts";
import type { Estate, ProofPrincipal, ProofSubject } from "./types.ts";

/**
 * All that a partner reaches, as terms: for each kind of request the texts for which its principals are allowed, by the
 * same rules as `evaluate` (a Deny before all, then one account or two, boundary last). Where documents alone do not
 * decide, the reach is taken as wider, never as smaller.
 * @param isNear leaves out families of requests that are not of interest
 */
export function reachOf(
  subject: ProofSubject,
  law: Law,
  families: readonly Family[],
  estate: Estate,
  isNear: Nearness = () => true,
): readonly Term[] {
  return distinct(
    subject.principals.flatMap((principal) =>
      callersOf(principal, law.sessionNames).flatMap((caller) => {
        const own = ownDocuments(principal, caller, law);
        return families
          .filter((family) => isNear(own, family))
          .flatMap((family) => familyTerms(subject.name, family, own, law, estate));
      }),
    ),
  );
}

/** What is a principal's own, or means it. */
interface Own extends Allowing {
  readonly caller: Principal;
  readonly boundary: readonly Prepared[] | undefined;
}

function ownDocuments(principal: ProofPrincipal, caller: Principal, law: Law): Own {
  return {
    principal,
    caller,
    identity: principal.identity?.flatMap(law.prepare),
    boundary: principal.boundary && law.prepare(principal.boundary),
    allowing: law.allowing(caller),
    granted: law.granted(caller),
  };
}

function familyTerms(subject: string, family: Family, own: Own, law: Law, estate: Estate): readonly Term[] {
  const actions = family.actions.filter((action) => mayAllow(own, action));
  if (actions.length === 0) return [];
  const asking = askingOf(own, family, estate);
  return [...bySignature(actions, own, law).values()].flatMap((action) => {
    const remarks: string[] = [];
    const allowed = allowedTexts(action, own, asking, law, estate, (why) => remarks.push(why));
    const about = { subject, principal: own.principal, family, action, remarks };
    return partsOf(allowed).flatMap((part) => {
      const denied = deniedTexts(part, action, own, asking, law, about.remarks);
      return termsOf(and([part, not(denied)]), about);
    });
  });
}

function askingOf({ caller, principal }: Own, family: Family, estate: Estate): Asking {
  const action = family.actions[0] ?? "";
  const request = { principal: caller, action, resource: "", resourceAccount: estate.account };
  const keys = new Map(keysOf({ ...request, context: family.context }, {}));
  // Of a session that documents do not know of, neither its id nor its name is known.
  keys.delete("aws:userid");
  return { caller, bounded: principal.boundary !== undefined, family, keys };
}

function mayAllow({ identity, allowing, granted }: Own, action: string): boolean {
  const name = action.toLowerCase();
  return (
    (identity ?? []).some((one) => one.statement.Effect !== "Deny" && one.actions.has(name)) ||
    allowing.some(({ prepared }) => prepared.actions.has(name)) ||
    granted.some((grant) => grantsAction(grant, action))
  );
}

/** One action for each set of statements and grants that speak of it: the others of the set are allowed alike. */
function bySignature(actions: readonly string[], own: Own, law: Law): ReadonlyMap<string, string> {
  const statements = [
    ...(own.identity ?? []),
    ...(own.boundary ?? []),
    ...own.allowing.map(({ prepared }) => prepared),
  ];
  const representatives = new Map<string, string>();
  for (const action of actions) {
    const name = action.toLowerCase();
    const bits = [
      ...law.deniedActions.map((denied) => denied.has(name)),
      ...statements.map((one) => one.actions.has(name)),
      ...own.granted.map((grant) => grantsAction(grant, action)),
    ];
    const signature = bits.map(Number).join("");
    if (!representatives.has(signature)) representatives.set(signature, action);
  }
  return representatives;
}

type Remark = (why: string) => void;

/** Everything that allows, Denies aside. The same decision as in `evaluate`, over languages in place of verdicts. */
function allowedTexts(
  action: string,
  own: Own,
  asking: Asking,
  law: Law,
  estate: Estate,
  remark: Remark,
): Language {
  const { caller, identity, boundary, allowing, granted } = own;
  const { family } = asking;
  const texts = (statements: readonly Prepared[]) =>
    or(effective(statements, "Allow", action, asking).map((one) => languageOf(one, asking, "wide", remark)));
  const resource = allowing.flatMap(({ prepared, on }) => {
    const [one] = effective([prepared], "Allow", action, asking);
    if (one === undefined) return [];
    const language = and([law.attached(on, family), languageOf(one, asking, "wide", remark)]);
    return [{ match: one.match, language }];
  });
  const grants = granted
    .filter((grant) => grantsAction(grant, action))
    .map((grant) => ({ to: grantedTo(grant, caller), language: grantLanguage(grant, family, action) }));
  const byResource = (...matches: readonly string[]) =>
    or(resource.filter(({ match }) => matches.includes(match)).map(({ language }) => language));
  const byGrant = (...to: readonly string[]) =>
    or(
      grants
        .filter((grant) => grant.to !== undefined && to.includes(grant.to))
        .map(({ language }) => language),
    );
  const limit = boundary === undefined ? ALL : texts(boundary);
  const identitySide = identity === undefined || caller.type === "root" ? ALL : texts(identity);
  if ("account" in caller && caller.account !== estate.account) {
    const given = or([byResource("itself", "role", "account", "open"), byGrant("principal", "account")]);
    return and([given, identitySide, limit]);
  }
  const delegated =
    family.resourcePolicy === "required" ? or([byResource("account", "open"), byGrant("account")]) : ALL;
  const base = or([byResource("role", "open"), and([delegated, identitySide]), byGrant("principal")]);
  return or([byResource("itself"), and([base, limit])]);
}

/** What is denied of `part`; a Deny that documents alone do not decide is taken as not there. */
function deniedTexts(
  part: Language,
  action: string,
  { identity = [], boundary = [] }: Own,
  asking: Asking,
  law: Law,
  remarks: string[],
): Language {
  const remark = (why: string) => remarks.push(why);
  const own = effective([...identity, ...boundary], "Deny", action, asking).map((one) =>
    languageOf(one, asking, "narrow", remark),
  );
  const attached = law
    .denying(asking.family, coverOf(part))
    .flatMap(({ prepared, on }) =>
      effective([prepared], "Deny", action, asking).map((one) =>
        and([law.attached(on, asking.family), languageOf(one, asking, "narrow", remark)]),
      ),
    );
  return or([...own, ...attached]);
}

interface Effective {
  readonly prepared: Prepared;
  readonly match: string;
}

/** Statements of one effect that speak of the action and of the caller. */
function effective(
  statements: readonly Prepared[],
  effect: "Allow" | "Deny",
  action: string,
  asking: Asking,
): readonly Effective[] {
  const name = action.toLowerCase();
  return statements.flatMap((prepared) => {
    if ((prepared.statement.Effect === "Deny") !== (effect === "Deny")) return [];
    if (!prepared.actions.has(name)) return [];
    const match = whoMatches(prepared, asking);
    if (match === undefined || (match === "open" && effect === "Deny")) return [];
    return [{ prepared, match }];
  });
}

function languageOf({ prepared }: Effective, { family, keys }: Asking, lean: Lean, remark: Remark): Language {
  return statementLanguage(prepared, family, keys, lean, remark);
}
