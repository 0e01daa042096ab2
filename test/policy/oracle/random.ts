/** Choices that depend on a seed alone. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One to three of the items. */
  some<T>(items: readonly T[]): T[];
}

/** Choices by xorshift32 (Marsaglia 2003, doi:10.18637/jss.v008.i14), seeded with FNV-1a of a text. */
export function randomOf(seed: string): Random {
  let state = 2166136261;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let skipped = 0; skipped < 8; skipped += 1) next();
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return {
    below,
    pick,
    chance: (probability) => next() < probability,
    some: (items) => [...new Set(Array.from({ length: 1 + below(3) }, () => pick(items)))],
  };
}
