import type { Keys } from "../context.ts";
import { accountArn, type PrincipalMatch } from "../principal.ts";
import { judgeStatement } from "../statement.ts";
import type { AccessRequest, Grant, NamedPolicy, Principal } from "../types.ts";
import { listOf } from "../values.ts";
import type { Family } from "./families.ts";
import { groupBy, type HeadIndex, indexByHead } from "./heads.ts";
import type { Glob, Language } from "./language.ts";
import { namesOf, type SessionNames, sessionNamesIn } from "./principals.ts";
import { attachedLanguage, type Prepared, preparer } from "./statement.ts";
import { coverOf, partsOf } from "./terms.ts";
import type { ProofInput } from "./types.ts";

/** A statement of a resource policy, and the resources that it is on. */
export interface OnResource {
  readonly prepared: Prepared;
  readonly on: string;
}

/** Everything that is in force for all partners, ready to be asked quickly about one. */
export interface Law {
  readonly sessionNames: SessionNames;
  /** What Denies of resource policies are about: actions that all of these treat alike are denied alike. */
  readonly deniedActions: readonly ReadonlySet<string>[];
  prepare(policy: NamedPolicy): readonly Prepared[];
  /** Statements of resource policies that allow something and may mean this caller. */
  allowing(caller: Principal): readonly OnResource[];
  /** Statements of resource policies that deny something on resources that `cover` may mean. */
  denying(family: Family, cover: Glob): readonly OnResource[];
  /** Grants to this caller or to its account. */
  granted(caller: Principal): readonly Grant[];
  /** For which texts of a family a statement is on the resource. */
  attached(on: string, family: Family): Language;
}

const EVERYONE = "*";

/** Sorts the documents of a proof by whom and what they are about, so that no partner is asked about all others' statements. */
export function lawOf({ attached, grants }: ProofInput): Law {
  const prepare = preparer();
  const statements = attached.flatMap(({ on, policy }) =>
    prepare(policy, true).map((prepared): OnResource => ({ prepared, on })),
  );
  const allows = statements.filter(({ prepared }) => prepared.statement.Effect !== "Deny");
  const denies = statements.filter(({ prepared }) => prepared.statement.Effect === "Deny");
  const byName = groupBy(
    allows.flatMap((entry) => meantBy(entry).map((name) => ({ name, entry }))),
    ({ name }) => name,
  );
  const byGrantee = groupBy(grants, ({ grantee }) => accountArn(grantee));
  const indexes = new Map<Family, HeadIndex<{ readonly entry: OnResource; readonly glob: Glob }>>();
  const languages = new Map<Family, Map<string, Language>>();
  const on = (arn: string, family: Family): Language => {
    const known = languages.get(family) ?? new Map<string, Language>();
    const language = known.get(arn) ?? attachedLanguage(arn, family);
    languages.set(family, known.set(arn, language));
    return language;
  };
  const indexOf = (family: Family) => {
    const known = indexes.get(family);
    if (known !== undefined) return known;
    const entries = denies.flatMap((entry) =>
      partsOf(on(entry.on, family)).map((part) => ({ entry, glob: coverOf(part) })),
    );
    const index = indexByHead(entries, ({ glob }) => glob);
    indexes.set(family, index);
    return index;
  };
  return {
    sessionNames: sessionNamesIn(attached, grants),
    deniedActions: [...new Set(denies.map(({ prepared }) => prepared.actions))],
    prepare: (policy) => prepare(policy, false),
    allowing: (caller) => [
      ...new Set(
        [EVERYONE, ...namesOf(caller)].flatMap((name) => (byName.get(name) ?? []).map(({ entry }) => entry)),
      ),
    ],
    denying: (family, cover) => [
      ...new Set(
        indexOf(family)
          .near(cover)
          .map(({ entry }) => entry),
      ),
    ],
    granted: (caller) => namesOf(caller).flatMap((name) => byGrantee.get(name) ?? []),
    attached: on,
  };
}

/** Names that a statement's principals may be meant by; one that can't be read may mean anybody. */
function meantBy({ prepared: { statement } }: OnResource): readonly string[] {
  const { Principal } = statement;
  if (typeof Principal !== "object" || Principal === null || Array.isArray(Principal)) return [EVERYONE];
  const unknown = Object.keys(Principal).some((type) => !["AWS", "Service", "Federated"].includes(type));
  return unknown ? [EVERYONE] : listOf(Principal.AWS).map(accountArn);
}

/** A principal's request of a family, its text left open. */
export interface Asking {
  readonly caller: Principal;
  readonly bounded: boolean;
  readonly family: Family;
  readonly keys: Keys;
}

/** How a statement's principals cover the caller; `open` where that can't be judged, `undefined` where they don't. */
export function whoMatches(
  { who, onResource, version }: Prepared,
  { caller, bounded, family, keys }: Asking,
): PrincipalMatch | "any" | "open" | undefined {
  const request: AccessRequest = {
    principal: caller,
    action: family.actions[0] ?? "",
    resource: family.head,
    resourceAccount: "",
    context: {},
  };
  const verdict = judgeStatement(who, { request, onResource, bounded }, { version, keys });
  if (verdict.applies === "unknown") return "open";
  return verdict.applies ? (verdict.match ?? "any") : undefined;
}
