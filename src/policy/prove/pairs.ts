import { groupBy, indexByHead } from "./heads.ts";
import { meet } from "./meet.ts";
import type { Term } from "./terms.ts";
import { commonText, type Search } from "./witness.ts";

/** Two terms of two partners, of one domain, that have a text in common or might have. */
export interface Meeting {
  readonly one: Term;
  readonly other: Term;
}

/** Principal's ARN → partners that come as it. */
export type Owners = ReadonlyMap<string, ReadonlySet<string>>;

/** What a comparison of all partners comes to. */
export interface Meetings {
  /** One for each pair and domain. */
  readonly meetings: readonly Meeting[];
  /** How many pairs of terms were compared pattern by pattern. */
  readonly intersected: number;
}

/**
 * Finds every pair of partners with a text in common. Terms whose patterns begin differently never meet, so only those
 * with the same beginning are compared; two plain patterns by one linear look, anything else exactly.
 * What one principal that two partners share reaches says nothing of the two: that they share it is told apart.
 * @param focus only pairs with one of these
 */
export function meetingsOf(
  terms: readonly Term[],
  focus: ReadonlySet<string> | undefined,
  owners: Owners,
): Meetings {
  const meetings: Meeting[] = [];
  const numbers = new Map(
    [...new Set(terms.map(({ subject }) => subject))].map((name, index) => [name, index]),
  );
  let intersected = 0;
  for (const domain of groupBy(terms, ({ family }) => family.domain).values()) {
    const met = pairSet(numbers);
    const visit = (one: Term, other: Term) => {
      if (one.subject === other.subject || met.has(one.subject, other.subject)) return;
      if (owners.get(one.principal.arn)?.has(other.subject)) return;
      if (owners.get(other.principal.arn)?.has(one.subject)) return;
      intersected += 1;
      if (!meet(one.cover, other.cover)) return;
      if (!(one.exact && other.exact) && common(one, other).found === "none") return;
      met.add(one.subject, other.subject);
      meetings.push({ one, other });
    };
    const index = indexByHead(domain, ({ cover }) => cover);
    if (focus === undefined) index.eachPair(visit);
    else
      for (const term of domain.filter(({ subject }) => focus.has(subject)))
        for (const other of index.near(term.cover)) visit(term, other);
  }
  return { meetings, intersected };
}

/** A text that both terms reach. */
export function common(one: Term, other: Term): Search {
  return commonText([one, other].map(({ language, family }) => ({ language, prefix: family.prefix })));
}

/** Pairs of names, one bit each. */
function pairSet(numbers: ReadonlyMap<string, number>) {
  const bits = new Uint32Array(Math.ceil((numbers.size * numbers.size) / 32));
  const placeOf = (a: string, b: string) => {
    const [x, y] = [numbers.get(a) ?? 0, numbers.get(b) ?? 0];
    return Math.min(x, y) * numbers.size + Math.max(x, y);
  };
  return {
    has: (a: string, b: string) => {
      const place = placeOf(a, b);
      return (((bits[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;
    },
    add: (a: string, b: string) => {
      const place = placeOf(a, b);
      bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
    },
  };
}
