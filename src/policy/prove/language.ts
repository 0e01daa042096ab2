import { ANY, ONE, type Token, tokensOf } from "../match.ts";

/** A pattern with `*` and `?` over whole texts; `fold`: letters compare without regard to case. */
export interface Glob {
  readonly tokens: readonly Token[];
  readonly fold: boolean;
}

/** A set of texts, as an expression over patterns. Exact: nothing in it is rounded. */
export type Language =
  | { readonly is: "all" }
  | { readonly is: "none" }
  | { readonly is: "like"; readonly glob: Glob }
  | { readonly is: "and" | "or"; readonly of: readonly Language[] }
  | { readonly is: "not"; readonly of: Language };

/** Every text. */
export const ALL: Language = { is: "all" };
/** No text. */
export const NONE: Language = { is: "none" };

/** The texts that a pattern covers. */
export function like(tokens: readonly Token[], fold = false): Language {
  return tokens.length > 0 && tokens.every((token) => token === ANY)
    ? ALL
    : { is: "like", glob: { tokens, fold } };
}

/** The texts that a pattern, as a document writes it, covers. */
export function likeText(pattern: string): Language {
  return like(tokensOf(pattern));
}

/** What is in all of `parts`. */
export function and(parts: readonly Language[]): Language {
  const open: Language[] = [];
  for (const part of parts) {
    if (part.is === "none") return NONE;
    if (part.is === "and") open.push(...part.of);
    else if (part.is !== "all") open.push(part);
  }
  return open.length > 1 ? { is: "and", of: open } : (open[0] ?? ALL);
}

/** What is in any of `parts`. */
export function or(parts: readonly Language[]): Language {
  const open: Language[] = [];
  for (const part of parts) {
    if (part.is === "all") return ALL;
    if (part.is === "or") open.push(...part.of);
    else if (part.is !== "none") open.push(part);
  }
  return open.length > 1 ? { is: "or", of: open } : (open[0] ?? NONE);
}

/** What is not in `part`. */
export function not(part: Language): Language {
  if (part.is === "all") return NONE;
  if (part.is === "none") return ALL;
  return part.is === "not" ? part.of : { is: "not", of: part };
}

/** A condition that does not depend on the text. */
export function constant(holds: boolean): Language {
  return holds ? ALL : NONE;
}

/**
 * The texts that, written behind `head`, are covered by a pattern: what a resource pattern says of the key alone.
 * @param head literal, e.g. `arn:aws:s3:::partner-files/`
 */
export function behind(head: string, tokens: readonly Token[], fold = false): Language {
  let places = new Set([0]);
  for (const character of head) {
    const next = new Set<number>();
    for (const place of closure(tokens, places)) {
      const token = tokens[place];
      if (token === ANY) next.add(place);
      else if (token !== undefined && accepts(token, character, fold)) next.add(place + 1);
    }
    if (next.size === 0) return NONE;
    places = next;
  }
  return or([...places].map((place) => like(tokens.slice(place), fold)));
}

/** Places that a pattern may be at: from a `*` it may already be behind it. */
export function closure(tokens: readonly Token[], places: Iterable<number>): ReadonlySet<number> {
  const all = new Set(places);
  for (const place of all) if (tokens[place] === ANY) all.add(place + 1);
  return all;
}

/** Whether one place of a pattern, other than `*`, takes a character. */
export function accepts(token: Token, character: string, fold: boolean): boolean {
  if (token === ONE || token === character) return true;
  return fold && typeof token === "string" && token.toLowerCase() === character.toLowerCase();
}

/** The literal beginning of a pattern; a pattern without regard to case has none. */
export function literalHead({ tokens, fold }: Glob): string {
  if (fold) return "";
  const end = tokens.findIndex((token) => typeof token !== "string");
  return (end < 0 ? tokens : tokens.slice(0, end)).join("");
}

/** A pattern as a document writes it. */
export function globText({ tokens }: Glob): string {
  return tokens.map((token) => (token === ANY ? "*" : token === ONE ? "?" : String(token))).join("");
}
