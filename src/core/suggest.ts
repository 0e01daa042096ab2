import { closest, distance } from "fastest-levenshtein";

/** The known word nearest to `word`, if it is near enough to have been meant. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(word, [...known]);
  return distance(word, nearest) <= Math.max(2, Math.floor(word.length / 3)) ? nearest : undefined;
}

/** The one wording of a suggestion. */
export function didYouMean(meant: string): string {
  return `Did you mean "${meant}"?`;
}

/**
 * What to say to a word that nobody knows: the one that was meant, else all that are known.
 * @param things what they are, in the plural, e.g. `inputs`
 */
export function meantOrKnown(word: string, known: readonly string[], things: string): string {
  const meant = suggest(word, known);
  return meant === undefined ? `Known ${things}: ${known.join(", ") || "none"}.` : didYouMean(meant);
}
