import { type Glob, literalHead } from "./language.ts";

/**
 * Things known by the literal beginning of a pattern. Two patterns can only have a text in common where one beginning
 * begins with the other: only such pairs are ever handed out, so that 1,000 partners with 1,000 prefixes cost 1,000
 * look-ups in place of 500,000 comparisons.
 */
export interface HeadIndex<T> {
  /** What may have a text in common with `glob`. */
  near(glob: Glob): readonly T[];
  /** Every two that may have a text in common, once. */
  eachPair(visit: (one: T, other: T) => void): void;
}

/** Sorts `items` by the beginnings of their patterns. */
export function indexByHead<T>(items: readonly T[], globOf: (item: T) => Glob): HeadIndex<T> {
  const entries = items
    .map((item) => ({ item, head: literalHead(globOf(item)) }))
    .sort((a, b) => (a.head < b.head ? -1 : a.head > b.head ? 1 : 0));
  const heads = entries.map(({ head }) => head);
  /** What begins with `head`, from `from` on: the sorted order keeps it together. */
  const under = (head: string, from: number): readonly T[] => {
    let end = from;
    while (heads[end]?.startsWith(head)) end += 1;
    return entries.slice(from, end).map(({ item }) => item);
  };
  const equal = groupBy(entries, ({ head }) => head);
  return {
    eachPair: (visit) => {
      for (const [position, { item, head }] of entries.entries()) {
        for (let next = position + 1; next < entries.length; next += 1) {
          const other = entries[next];
          if (!other?.head.startsWith(head)) break;
          visit(item, other.item);
        }
      }
    },
    near: (glob) => {
      const head = literalHead(glob);
      const shorter = Array.from({ length: head.length }, (_, length) => equal.get(head.slice(0, length)));
      return [
        ...shorter.flatMap((group) => (group ?? []).map(({ item }) => item)),
        ...under(head, firstAtLeast(heads, head)),
      ];
    },
  };
}

function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Items by a key. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
