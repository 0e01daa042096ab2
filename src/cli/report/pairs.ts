import { PAIRS } from "../../access/catalogue/pairs.ts";
import type { AuditRecord } from "../../audit/chain.ts";
import type { Proof } from "../../policy/prove/types.ts";
import { objects, shown } from "../render/record-fields.ts";

/**
 * How two partners stand to each other, best first. `refused`: proven apart, and the one was refused all of the other's
 * when it tried · `proven`: proven apart, not tried · `unproven`: not decided · `reached`: one reaches the other's, by
 * proof or because it did.
 */
export const STANDINGS = ["refused", "proven", "unproven", "reached"] as const;

/** One of {@link STANDINGS}. */
export type Standing = (typeof STANDINGS)[number];

/** One partner tried another's. */
export interface Tried {
  readonly from: string;
  readonly to: string;
  readonly held: boolean;
  /** ISO time at which that run ended. */
  readonly at: string;
}

/** All ordered pairs of partners. */
export interface Pairs {
  readonly partners: readonly string[];
  /** How many there are. */
  readonly possible: number;
  readonly tried: readonly Tried[];
  standing(from: string, to: string): Standing;
  /** What is wrong or open, in words. */
  readonly findings: readonly string[];
  /** Why nothing could be proven; absent where it could. */
  readonly noProof?: string;
}

/** What the proof of a report says. */
export interface PairProof {
  readonly proof: Proof;
  /** What the proof could not take in, in words. */
  readonly missing: readonly string[];
  /** Partners whose documents could not be told. */
  readonly untold: readonly string[];
}

/**
 * Every pair of `partners`, by proof from their documents and by the last time that it was tried live.
 * @param proven a proof, or why there is none
 * @param partner only its pairs are looked at; absent: all
 */
export function pairsOf(
  partners: readonly string[],
  records: readonly AuditRecord[],
  proven: PairProof | string,
  partner?: string,
): Pairs {
  const known = new Set(partners);
  const tried = [...lastTried(records).values()]
    .filter(({ from, to }) => known.has(from) && known.has(to))
    .filter(({ from, to }) => partner === undefined || from === partner || to === partner);
  const standings = new Map<string, Standing>(
    tried.map(({ from, to, held }) => [keyOf(from, to), held ? "refused" : "reached"]),
  );
  const worsen = (from: string, to: string, standing: Standing) => {
    const before = standings.get(keyOf(from, to)) ?? "refused";
    if (STANDINGS.indexOf(standing) > STANDINGS.indexOf(before)) standings.set(keyOf(from, to), standing);
  };
  const open = new Set<string>();
  if (typeof proven !== "string") applyProof(proven, partners, worsen, open);
  const otherwise: Standing = typeof proven === "string" ? "unproven" : "proven";
  return {
    partners,
    possible: partners.length * (partners.length - 1),
    tried,
    standing: (from, to) => {
      const found = standings.get(keyOf(from, to)) ?? otherwise;
      if (found === "reached") return found;
      return otherwise === "unproven" || open.has(from) || open.has(to) ? "unproven" : found;
    },
    findings: [
      ...tried
        .filter(({ held }) => !held)
        .map(({ from, to, at }) => `${from} reached ${to}'s when it tried, ${at}`),
      ...(typeof proven === "string" ? [] : proofFindings(proven)),
    ],
    ...(typeof proven === "string" ? { noProof: proven } : {}),
  };
}

type Worsen = (from: string, to: string, standing: Standing) => void;

function applyProof(
  { proof, untold }: PairProof,
  partners: readonly string[],
  worsen: Worsen,
  open: Set<string>,
): void {
  for (const { one, other } of proof.overlaps) {
    if ("lookAlike" in other) continue;
    worsen(one.subject, other.subject, "reached");
    worsen(other.subject, one.subject, "reached");
  }
  for (const { subject, other } of proof.unproven) {
    if (other === undefined) open.add(subject);
    else if (partners.includes(other)) {
      worsen(subject, other, "unproven");
      worsen(other, subject, "unproven");
    }
  }
  for (const partner of untold) open.add(partner);
  // Overlaps beyond those that are told have no names: nobody is proven apart from anybody.
  if (proof.more > 0) for (const partner of partners) open.add(partner);
}

function proofFindings({ proof, missing }: PairProof): readonly string[] {
  return [
    ...proof.overlaps.map(({ one, other, what }) =>
      "lookAlike" in other
        ? `${one.subject} reaches ${what}, which belongs to the look-alike ${other.lookAlike}`
        : `${one.subject} and ${other.subject} both reach ${what}`,
    ),
    ...(proof.more > 0 ? [`${proof.more} more pairs overlap: vendor policy prove`] : []),
    ...proof.unproven.map(
      ({ subject, other, why }) =>
        `not proven: ${subject}${other === undefined ? "" : ` and ${other}`}: ${why}`,
    ),
    ...missing.map((text) => `not proven: ${text}`),
  ];
}

/** The last try of every pair that was ever tried live. */
function lastTried(records: readonly AuditRecord[]): ReadonlyMap<string, Tried> {
  const found = new Map<string, Tried>();
  for (const { partner, probes, finishedAt } of records) {
    const from = shown(partner);
    const seen = new Map<string, boolean>();
    for (const { group, id, ok } of objects(probes)) {
      if (group !== PAIRS) continue;
      // Their IDs are pair.WHAT.PARTNER, and no partner's name has a dot.
      const to = shown(id).split(".").at(-1) ?? "";
      seen.set(to, (seen.get(to) ?? true) && ok === true);
    }
    for (const [to, held] of seen) found.set(keyOf(from, to), { from, to, held, at: shown(finishedAt) });
  }
  return found;
}

function keyOf(from: string, to: string): string {
  return `${from} ${to}`;
}

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
  const tried = new Set(pairs.tried.map(({ from, to }) => keyOf(from, to)));
  return {
    rows,
    grouped: size > 1,
    cells: rows.map((row) => rows.map((column) => cellOf(row.partners, column.partners, pairs, tried))),
  };
}

function cellOf(
  from: readonly string[],
  to: readonly string[],
  pairs: Pairs,
  triedPairs: ReadonlySet<string>,
): Cell | undefined {
  let count = 0;
  let tried = 0;
  let worst = 0;
  for (const one of from) {
    for (const other of to) {
      if (one === other) continue;
      count += 1;
      if (triedPairs.has(keyOf(one, other))) tried += 1;
      worst = Math.max(worst, STANDINGS.indexOf(pairs.standing(one, other)));
    }
  }
  return count === 0 ? undefined : { standing: STANDINGS[worst] ?? "reached", pairs: count, tried };
}
