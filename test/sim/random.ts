import { createHash } from "node:crypto";

/** Numbers in [0, 1) that depend on `seed` alone. */
export function seeded(seed: string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash("sha256").update(`${seed}/${drawn}`).digest().readUIntBE(0, 6) / 2 ** 48;
  };
}

/** `count` of `items`, each as likely as any other, in their own order. */
export function sample<T>(items: readonly T[], count: number, random: () => number): readonly T[] {
  const ranked = items.map((item, index) => ({ item, index, rank: random() }));
  const chosen = ranked.toSorted((one, other) => one.rank - other.rank).slice(0, count);
  return chosen.toSorted((one, other) => one.index - other.index).map(({ item }) => item);
}
