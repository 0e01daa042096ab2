import type { AuditRecord } from "../../audit/chain.ts";
import { groupBy } from "../../policy/prove/heads.ts";
import type { Proof } from "../../policy/prove/types.ts";
import type { KeptProof } from "../../store/proofs.ts";
import { timeText } from "../render/record-fields.ts";
import { inForceOf } from "./in-force.ts";
import { lastTried, type Tried } from "./tried.ts";
import { type Verdict, verdictsOf } from "./verdicts.ts";

/**
 * How two partners stand to each other, best first. `refused`: proven apart, and the one was refused all of the other's
 * when it tried · `proven`: proven apart, not tried · `unproven`: not decided · `reached`: one reaches the other's, by
 * proof or because it did.
 */
export const STANDINGS = ["refused", "proven", "unproven", "reached"] as const;

/** One of {@link STANDINGS}. */
export type Standing = (typeof STANDINGS)[number];

/** What is known of one partner and what is another's. */
export interface Pair {
  readonly standing: Standing;
  /** ISO time at which the documents in force proved them apart; absent: only what the runbooks say does. */
  readonly provenAt?: string;
  /** Whose access was changed after the documents in force were last read. */
  readonly changed: readonly string[];
  /** The last time that it was tried live. */
  readonly tried?: Tried;
}

/** All ordered pairs of partners. */
export interface Pairs {
  readonly partners: readonly string[];
  /** How many there are. */
  readonly possible: number;
  of(from: string, to: string): Pair;
  /** What is wrong or open, in words. */
  readonly findings: readonly string[];
  /** Why what the runbooks say proves nothing; absent where it could be asked. */
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

/** What is known of pairs. */
export interface PairSources {
  readonly records: readonly AuditRecord[];
  /** A proof from what the runbooks say, or why there is none. */
  readonly recorded: PairProof | string;
  /** Proofs from the documents in force, newest first. */
  readonly kept: readonly KeptProof[];
}

/**
 * Every pair of `partners`: by proof from what their runbooks say, by the last proof from the documents in force, and by
 * the last time that it was tried live.
 * @param partner only its pairs are told in findings; absent: all
 */
export function pairsOf(
  partners: readonly string[],
  { records, recorded, kept }: PairSources,
  partner?: string,
): Pairs {
  const known = new Set(partners);
  const tried = lastTried(records).filter(({ from, to }) => known.has(from) && known.has(to));
  const triedBy = new Map(
    [...groupBy(tried, ({ from }) => from)].map(([from, all]) => [
      from,
      new Map(all.map((one) => [one.to, one])),
    ]),
  );
  const byRunbooks = typeof recorded === "string" ? () => "open" as const : verdictsOf(foundBy(recorded));
  const inForce = inForceOf(kept, partners, records, partner);
  return {
    partners,
    possible: partners.length * (partners.length - 1),
    of: (from, to) => {
      const last = triedBy.get(from)?.get(to);
      const live = inForce.of(from, to);
      const { standing, byLive } = standingOf(byRunbooks(from, to), live, last);
      return {
        standing,
        changed: live?.changed ?? [],
        ...(byLive && live !== undefined ? { provenAt: live.at } : {}),
        ...(last === undefined ? {} : { tried: last }),
      };
    },
    findings: [
      ...tried
        .filter(({ from, to }) => partner === undefined || from === partner || to === partner)
        .filter(({ through }) => through.length > 0)
        .map(
          ({ from, to, at, through }) =>
            `${from} reached ${to}'s when it tried, ${timeText(at)}: ${through.join("; ")}`,
        ),
      ...(typeof recorded === "string" ? [] : proofFindings(recorded)),
      ...inForce.findings,
    ],
    ...(typeof recorded === "string" ? { noProof: recorded } : {}),
  };
}

/** Every pair, or every pair with `partner` in it, in both directions; none with one that has no access. */
export function pairsAbout({ partners, of }: Pairs, partner: string | undefined): readonly Pair[] {
  if (partner !== undefined && !partners.includes(partner)) return [];
  const others = (one: string) => partners.filter((other) => other !== one);
  return partner === undefined
    ? partners.flatMap((one) => others(one).map((other) => of(one, other)))
    : others(partner).flatMap((other) => [of(partner, other), of(other, partner)]);
}

/**
 * An overlap stands until something newer says otherwise. Documents in force count for more than what runbooks say, as
 * long as nobody's access was changed since.
 */
function standingOf(
  byRunbooks: Verdict,
  live: { readonly verdict: Verdict; readonly changed: readonly string[] } | undefined,
  tried: Tried | undefined,
): { readonly standing: Standing; readonly byLive: boolean } {
  const got = tried !== undefined && tried.through.length > 0;
  if (got || byRunbooks === "overlap" || live?.verdict === "overlap")
    return { standing: "reached", byLive: false };
  const byLive = live !== undefined && live.changed.length === 0;
  const verdict = byLive ? live.verdict : byRunbooks;
  if (verdict === "open") return { standing: "unproven", byLive: false };
  return { standing: tried === undefined ? "proven" : "refused", byLive };
}

function foundBy({ proof, untold }: PairProof) {
  const overlaps = proof.overlaps.flatMap(({ one, other }) =>
    "lookAlike" in other ? [] : [[one.subject, other.subject] as const],
  );
  return { overlaps, more: proof.more, unproven: proof.unproven, untold };
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
