import { nearnessOf } from "./beginnings.ts";
import { beyond } from "./beyond.ts";
import { type Court, courtOf } from "./counterexample.ts";
import { familiesOf } from "./families.ts";
import { groupBy } from "./heads.ts";
import { unkept } from "./kept.ts";
import { globText, NONE } from "./language.ts";
import { type Law, lawOf } from "./law.ts";
import { meet } from "./meet.ts";
import { common, meetingsOf, type Owners } from "./pairs.ts";
import { callersOf } from "./principals.ts";
import { reachOf } from "./reach.ts";
import { coverOf, type Term } from "./terms.ts";
import type {
  Allowed,
  LookAlike,
  Overlap,
  Proof,
  ProofInput,
  ProofPrincipal,
  ProofSubject,
  Reached,
  Unproven,
} from "./types.ts";
import { unmodelled } from "./unmodelled.ts";
import { commonText, type Search } from "./witness.ts";

/** Overlaps that are worked out as requests; of more than these, the number is told. */
const SHOWN = 50;

/**
 * Decides from documents alone whether any two partners, or a partner and a look-alike of it, reach the same object,
 * list, secret or use of the key. Languages of patterns are intersected exactly; nothing is sampled. Every overlap is a
 * pair of requests that `evaluate` allows; what can't be decided is named in `unproven`, never counted as disjoint.
 *
 * @param input every document that is in force: what is missing here is not in the proof
 */
export function proveDisjoint(input: ProofInput): Proof {
  const law = lawOf(input);
  const families = familiesOf(input.estate);
  const focus = input.focus && new Set(input.focus);
  const owners = ownersOf(input);
  const inFocus = (name: string) => focus === undefined || focus.has(name);
  const own = input.subjects
    .filter(({ name }) => inFocus(name))
    .flatMap((subject) => reachOf(subject, law, families, input.estate));
  const isNear = nearnessOf(own, input.estate);
  const others = input.subjects
    .filter(({ name }) => !inFocus(name))
    .flatMap((subject) => reachOf(subject, law, families, input.estate, isNear));
  const terms = [...own, ...others];
  const { meetings, intersected } = meetingsOf(terms, focus, owners);
  const court = courtOf(input, law.sessionNames);
  const overlaps: Overlap[] = [];
  const unproven: Unproven[] = input.subjects
    .filter(({ name }) => inFocus(name))
    .flatMap((subject) => [
      ...unmodelled(subject, law),
      ...beyond(subject, input.estate),
      ...sharedPrincipals(subject, owners, law),
    ]);
  unproven.push(...unkept(input, own));
  for (const { one, other } of meetings.slice(0, SHOWN))
    file(pairOverlap(one, other, court), { subject: one.subject, other: other.subject }, overlaps, unproven);
  const bySubject = groupBy(terms, ({ subject }) => subject);
  for (const lookAlike of input.lookAlikes)
    for (const term of bySubject.get(lookAlike.subject) ?? []) {
      const found = lookAlikeOverlap(term, lookAlike, court);
      file(found, { subject: lookAlike.subject, other: lookAlike.name }, overlaps, unproven);
    }
  return {
    subjects: input.subjects.length,
    pairs: pairsOf(input.subjects.length, input.subjects.filter(({ name }) => inFocus(name)).length),
    lookAlikes: input.lookAlikes.length,
    intersected,
    overlaps: firstOfEach(overlaps),
    more: Math.max(0, meetings.length - SHOWN),
    unproven,
    reach: new Map(
      [...bySubject].filter(([name]) => inFocus(name)).map(([name, all]) => [name, reached(all)]),
    ),
  };
}

function ownersOf({ subjects }: ProofInput): Owners {
  const pairs = subjects.flatMap(({ name, principals }) => principals.map(({ arn }) => ({ name, arn })));
  const groups = groupBy(pairs, ({ arn }) => arn);
  return new Map([...groups].map(([arn, same]) => [arn, new Set(same.map(({ name }) => name))]));
}

/**
 * Two partners that come as one principal can't be told apart by any document. That may be meant, so it is told with
 * the statements that make it so, and is no overlap.
 */
function sharedPrincipals({ name, principals }: ProofSubject, owners: Owners, law: Law): readonly Unproven[] {
  return principals.flatMap((principal) => {
    const others = [...(owners.get(principal.arn) ?? [])].filter((other) => other !== name);
    if (others.length === 0) return [];
    const { arn } = principal;
    const by = lettingIn(principal, law);
    const why = `both come as ${arn}${by === "" ? "" : `, which ${by} let in`}: whoever is that principal reaches what either does`;
    return others.map((other) => ({ subject: name, other, why }));
  });
}

function lettingIn(principal: ProofPrincipal, law: Law): string {
  const names = callersOf(principal, law.sessionNames)
    .flatMap(law.allowing)
    .map(({ prepared }) => `${prepared.statement.Sid ?? "a statement without Sid"} of ${prepared.document}`);
  return [...new Set(names)].join(", ");
}

function reached(terms: readonly Term[]): Reached {
  const domains = groupBy(terms, ({ family }) => family.domain);
  return Object.fromEntries(
    [...domains].map(([domain, same]) => [
      domain,
      [...new Set(same.map(({ cover }) => globText(cover)))].sort(),
    ]),
  );
}

/** All pairs that have at least one of `focused` partners. */
function pairsOf(all: number, focused: number): number {
  return (focused * (focused - 1)) / 2 + focused * (all - focused);
}

type Found = Overlap | { readonly why: string } | undefined;

function file(found: Found, about: Omit<Unproven, "why">, overlaps: Overlap[], unproven: Unproven[]): void {
  if (found === undefined) return;
  if ("why" in found) unproven.push({ ...about, why: found.why });
  else overlaps.push(found);
}

const GIVEN_UP = "the patterns have too many wildcards to intersect";

function pairOverlap(one: Term, other: Term, court: Court): Found {
  const search = common(one, other);
  if (search.found !== "text") return notFound(search);
  const mine = court.try(one, search.text);
  const theirs = court.try(other, search.text);
  if (!mine.confirmed) return { why: mine.why };
  if (!theirs.confirmed) return { why: theirs.why };
  return overlapOf(one, search.text, mine.allowed, theirs.allowed);
}

function lookAlikeOverlap(term: Term, { name, slice }: LookAlike, court: Court): Found {
  const theirs = slice[term.family.domain] ?? NONE;
  if (theirs.is === "none" || !meet(term.cover, coverOf(theirs))) return undefined;
  const search = commonText([
    { language: term.language, prefix: term.family.prefix },
    { language: theirs, prefix: false },
  ]);
  if (search.found !== "text") return notFound(search);
  const mine = court.try(term, search.text);
  return mine.confirmed ? overlapOf(term, search.text, mine.allowed, { lookAlike: name }) : { why: mine.why };
}

function notFound({ found }: Search): Found {
  return found === "unknown" ? { why: GIVEN_UP } : undefined;
}

function overlapOf({ family }: Term, what: string, one: Allowed, other: Overlap["other"]): Overlap {
  return { domain: family.domain, what, one, other };
}

/** One for each two and each domain: more would say the same again. */
function firstOfEach(overlaps: readonly Overlap[]): readonly Overlap[] {
  const keyOf = ({ domain, one, other }: Overlap) =>
    [domain, one.subject, "lookAlike" in other ? other.lookAlike : other.subject].join("\n");
  return [...groupBy(overlaps, keyOf).values()].flatMap((same) => same.slice(0, 1));
}
