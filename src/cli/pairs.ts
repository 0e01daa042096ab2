import { sha256Hex } from "../core/canonical.ts";

/** One partner's actor against another partner. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** `count` of all ordered pairs of `partners`, picked by `seed`: the same seed picks the same pairs. */
export function samplePairs(partners: readonly string[], count: number, seed: string): readonly Pair[] {
  const all = partners.flatMap((from) =>
    partners
      .filter((to) => to !== from)
      .map((to) => ({ from, to, rank: sha256Hex(`${seed}\n${from}\n${to}`) })),
  );
  return all
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, count)
    .map(({ from, to }) => ({ from, to }));
}
