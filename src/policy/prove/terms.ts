import { ANY, matchTokens, ONE } from "../match.ts";
import type { Family } from "./families.ts";
import { and, type Glob, type Language, like, literalHead } from "./language.ts";
import { meet } from "./meet.ts";
import type { Domain, ProofPrincipal } from "./types.ts";

/** What one principal reaches by one kind of request: a language, and one pattern that covers all of it. */
export interface Term {
  readonly subject: string;
  readonly principal: ProofPrincipal;
  readonly family: Family;
  readonly action: string;
  /** The texts that are allowed; of a list, its prefixes. */
  readonly language: Language;
  /** Covers what is reached: of a list, everything that begins with one of its prefixes. */
  readonly cover: Glob;
  /** The cover is what is reached, not more. */
  readonly exact: boolean;
  /** What was assumed because documents alone do not tell. */
  readonly remarks: readonly string[];
}

/** Parts that one expression is split into at most; what is left over stays one part with a wider cover. */
const PARTS = 256;

const NON_EMPTY: Language = like([ONE, ANY]);
const ANYTHING: Glob = { tokens: [ANY], fold: false };

/** A language as parts that are each as plain as can be: one pattern, or one pattern with exceptions. */
export function partsOf(language: Language): readonly Language[] {
  if (language.is === "none") return [];
  if (language.is === "or") return language.of.flatMap(partsOf);
  if (language.is !== "and") return [language];
  const split = language.of.findIndex((part) => part.is === "or");
  const choice = language.of[split];
  if (choice?.is !== "or" || choice.of.length > PARTS) return [trimmed(language)];
  const rest = language.of.filter((_, index) => index !== split);
  return choice.of.flatMap((part) => partsOf(and([part, ...rest])));
}

/** An exception that the rest never meets says nothing. */
function trimmed(language: Language): Language {
  if (language.is !== "and") return language;
  const cover = coverOf(language);
  const needed = language.of.filter(
    (part) => part.is !== "not" || part.of.is !== "like" || meet(part.of.glob, cover),
  );
  return and(needed);
}

/** One pattern that covers a language; the most telling one that there is. */
export function coverOf(language: Language): Glob {
  if (language.is === "like") return language.glob;
  if (language.is !== "and") return ANYTHING;
  const globs = language.of.flatMap((part) => (part.is === "like" ? [part.glob] : []));
  const [best] = globs.sort((a, b) => literalHead(b).length - literalHead(a).length || size(b) - size(a));
  return best ?? ANYTHING;
}

function size({ tokens }: Glob): number {
  return tokens.filter((token) => token !== ANY).length;
}

/** The terms of what is allowed by requests of one family. */
export function termsOf(
  allowed: Language,
  about: Omit<Term, "language" | "cover" | "exact">,
): readonly Term[] {
  const { family } = about;
  return partsOf(allowed).map((part) => {
    const language = family.inResource ? trimmed(nonEmpty(part)) : trimmed(part);
    const inner = coverOf(language);
    const ends = !family.prefix || inner.tokens.at(-1) === ANY;
    const cover = ends ? inner : { ...inner, tokens: [...inner.tokens, ANY as typeof ANY] };
    return { ...about, language, cover, exact: language.is === "like" || language.is === "all" };
  });
}

function nonEmpty(language: Language): Language {
  if (language.is === "all") return NON_EMPTY;
  return size(coverOf(language)) > 0 ? language : and([language, NON_EMPTY]);
}

/** Terms without those that say the same of the same domain again. */
export function distinct(terms: readonly Term[]): readonly Term[] {
  const kept: Term[] = [];
  const byDomain = new Map<Domain, Term[]>();
  for (const term of terms) {
    const same = byDomain.get(term.family.domain) ?? [];
    if (term.exact && same.some((other) => other.exact && sameGlob(other.cover, term.cover))) continue;
    byDomain.set(term.family.domain, [...same, term]);
    kept.push(term);
  }
  return kept;
}

function sameGlob(a: Glob, b: Glob): boolean {
  return (
    a.fold === b.fold &&
    a.tokens.length === b.tokens.length &&
    a.tokens.every((token, index) => token === b.tokens[index])
  );
}

/** Whether a text is in a language, by the evaluator's own matcher. */
export function contains(language: Language, text: string): boolean {
  switch (language.is) {
    case "all":
      return true;
    case "none":
      return false;
    case "like":
      return language.glob.fold
        ? matchTokens(
            language.glob.tokens.map((token) => (typeof token === "string" ? token.toLowerCase() : token)),
            text.toLowerCase(),
          )
        : matchTokens(language.glob.tokens, text);
    case "and":
      return language.of.every((part) => contains(part, text));
    case "or":
      return language.of.some((part) => contains(part, text));
    case "not":
      return !contains(language.of, text);
  }
}
