import { isJsonObject } from "../../core/json.ts";
import { accountArn } from "../principal.ts";
import type { Grant, Statement } from "../types.ts";
import { listOf } from "../values.ts";
import type { Family } from "./families.ts";
import { grantsAction } from "./grant.ts";
import { groupBy } from "./heads.ts";
import { literalHead } from "./language.ts";
import type { OnResource } from "./law.ts";
import { accountOf } from "./principals.ts";
import type { Prepared } from "./statement.ts";
import type { Term } from "./terms.ts";
import type { Estate, ProofPrincipal } from "./types.ts";

/** What may allow a principal something. */
export interface Allowing {
  readonly principal: ProofPrincipal;
  /** Undefined for a principal of another account. */
  readonly identity: readonly Prepared[] | undefined;
  readonly allowing: readonly OnResource[];
  readonly granted: readonly Grant[];
}

/** Whether a principal's requests of a family may reach what is looked for, told from how its documents' texts begin. */
export type Nearness = (documents: Allowing, family: Family) => boolean;

/**
 * One partner against 1,000 others needs no language of theirs but where a text could begin as one of the partner's
 * own: everything that is reached is in some Allow or grant, and each of these says how its texts begin.
 * Never says no where there is something to meet; what is not plain counts as beginning with anything.
 * @param terms what the partner reaches
 */
export function nearnessOf(terms: readonly Term[], estate: Estate): Nearness {
  const domains = groupBy(terms, ({ family }) => family.domain);
  const heads = new Map(
    [...domains].map(([domain, same]) => [domain, [...new Set(same.map(({ cover }) => literalHead(cover)))]]),
  );
  const speaks = actionsIn();
  return ({ principal, identity, allowing, granted }, family) => {
    const wanted = heads.get(family.domain) ?? [];
    if (wanted.length === 0) return false;
    const isNear = (beginning: string) =>
      wanted.some((head) => head.startsWith(beginning) || beginning.startsWith(head));
    const allows = ({ statement, actions }: Prepared) =>
      statement.Effect !== "Deny" &&
      speaks(actions, family) &&
      statementBeginnings(statement, family).some(isNear);
    const isOwn = accountOf(principal.arn) === estate.account;
    if (isOwn && (identity === undefined || principal.arn.endsWith(":root"))) return true;
    return (
      (identity ?? []).some(allows) ||
      allowing.some(({ prepared }) => !(isOwn && delegates(prepared.statement)) && allows(prepared)) ||
      granted.some((grant) => grantBeginnings(grant, family).some(isNear))
    );
  };
}

/** Whether a set of actions has any of a family's; statements with the same actions share the set. */
function actionsIn(): (actions: ReadonlySet<string>, family: Family) => boolean {
  const known = new WeakMap<ReadonlySet<string>, Map<Family, boolean>>();
  return (actions, family) => {
    const byFamily = known.get(actions) ?? new Map<Family, boolean>();
    const speaks = byFamily.get(family) ?? family.actions.some((action) => actions.has(action.toLowerCase()));
    known.set(actions, byFamily.set(family, speaks));
    return speaks;
  };
}

/** Leaves the decision to the identity policies of an account, and allows its roles and users nothing by itself. */
function delegates({ Principal }: Statement): boolean {
  if (!isJsonObject(Principal) || Object.keys(Principal).some((type) => type !== "AWS")) return false;
  return listOf(Principal.AWS).every((name) => accountArn(name).endsWith(":root"));
}

const ANYHOW = [""];

/** How the texts that an Allow is about begin: every one of them with one of these. */
function statementBeginnings({ Resource, Condition = {} }: Statement, family: Family): readonly string[] {
  const resources =
    Resource === undefined ? ANYHOW : listOf(Resource).flatMap((text) => behindHead(text, family.head));
  if (resources.length === 0) return [];
  for (const operator of ["StringLike", "StringEquals"]) {
    for (const [key, written] of Object.entries(Condition[operator] ?? {})) {
      const name = key.toLowerCase();
      const values = listOf(written);
      if (name === family.inKey?.key)
        return values.flatMap((text) => behindHead(text, family.inKey?.head ?? ""));
      // What is not part of the request matches nothing.
      if (family.isAbsent(name) && !values.some((value) => value.includes("${"))) return [];
    }
  }
  return family.inResource ? resources : ANYHOW;
}

/** The literal beginning of a pattern behind a literal head; none where the pattern can't begin with the head. */
function behindHead(text: string, head: string): readonly string[] {
  const wildcard = text.search(/[*?$]/);
  const literal = wildcard < 0 ? text : text.slice(0, wildcard);
  if (literal.startsWith(head)) return [literal.slice(head.length)];
  return wildcard >= 0 && head.startsWith(literal) ? ANYHOW : [];
}

function grantBeginnings(grant: Grant, family: Family): readonly string[] {
  const { encryption, alongside = {} } = family;
  if (grant.keyArn !== family.head) return [];
  if (!family.actions.some((action) => grantsAction(grant, action))) return [];
  if (encryption === undefined) return ANYHOW;
  const pairs = { ...grant.encryptionContextSubset, ...grant.encryptionContextEquals };
  if (Object.keys(pairs).some((name) => name !== encryption.name && !Object.hasOwn(alongside, name)))
    return [];
  const value = pairs[encryption.name];
  if (value === undefined) return ANYHOW;
  return value.startsWith(encryption.head) ? [value.slice(encryption.head.length)] : [];
}
