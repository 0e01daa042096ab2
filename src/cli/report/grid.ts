import { type Pairs, STANDINGS, type Standing } from "./pairs.ts";

/** A square of pairs: one cell a pair, or one for all pairs of two groups of partners. */
export interface Grid {
  readonly rows: readonly { readonly label: string; readonly partners: readonly string[] }[];
  /** Row by row; `undefined` where a cell has no pair in it. */
  readonly cells: readonly (readonly (Cell | undefined)[])[];
  readonly grouped: boolean;
}

/** What a cell of a {@link Grid} tells. */
export interface Cell {
  /** The worst of its pairs. */
  readonly standing: Standing;
  readonly pairs: number;
  readonly tried: number;
  /** How many are proven by the documents in force. */
  readonly inForce: number;
  /** ISO times of the oldest proof and the oldest try of its pairs. */
  readonly provenAt?: string;
  readonly triedAt?: string;
}

/** The pairs as a square of at most `limit` rows: more partners than that are put together, in the order of their names. */
export function gridOf(pairs: Pairs, limit: number): Grid {
  const { partners } = pairs;
  const size = Math.max(1, Math.ceil(partners.length / limit));
  const rows = Array.from({ length: Math.ceil(partners.length / size) }, (_, index) => {
    const members = partners.slice(index * size, (index + 1) * size);
    const [first = "", last = ""] = [members[0], members.at(-1)];
    return { label: first === last ? first : `${first} to ${last}`, partners: members };
  });
  return {
    rows,
    grouped: size > 1,
    cells: rows.map((row) => rows.map((column) => cellOf(row.partners, column.partners, pairs))),
  };
}

function cellOf(from: readonly string[], to: readonly string[], { of }: Pairs): Cell | undefined {
  const all = from.flatMap((one) => to.flatMap((other) => (one === other ? [] : [of(one, other)])));
  if (all.length === 0) return undefined;
  const tried = all.flatMap((pair) => pair.tried?.at ?? []);
  const proven = all.flatMap(({ provenAt }) => provenAt ?? []);
  const worst = all.reduce((found, { standing }) => Math.max(found, STANDINGS.indexOf(standing)), 0);
  const [firstProven, firstTried] = [oldest(proven), oldest(tried)];
  return {
    standing: STANDINGS[worst] ?? "reached",
    pairs: all.length,
    tried: tried.length,
    inForce: proven.length,
    ...(firstProven === undefined ? {} : { provenAt: firstProven }),
    ...(firstTried === undefined ? {} : { triedAt: firstTried }),
  };
}

function oldest(times: readonly string[]): string | undefined {
  return times.reduce<string | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}
