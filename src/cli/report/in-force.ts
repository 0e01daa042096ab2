import type { AuditRecord } from "../../audit/chain.ts";
import { askedText } from "../../policy/prove/text.ts";
import type { KeptProof, KeptRequest } from "../../store/proofs.ts";
import { shown, timeText } from "../render/record-fields.ts";
import { counted } from "../render/text.ts";
import { type Verdict, verdictsOf } from "./verdicts.ts";

/** What the documents in force said about a pair when they were last read. */
export interface InForce {
  readonly verdict: Verdict;
  /** ISO time. */
  readonly at: string;
  /** Whose access was changed since, so that it may be otherwise now. */
  readonly changed: readonly string[];
}

/** What the documents in force said. */
export interface InForceFacts {
  /** Absent where they were never compared for that pair. */
  of(one: string, other: string): InForce | undefined;
  /** What they said that is wrong or open, in words. */
  readonly findings: readonly string[];
}

/** What is recorded of a partner without its access being changed. */
const HARMLESS: readonly unknown[] = ["test", "push"];

/**
 * What proofs from the documents in force found.
 * @param proofs those that are kept, newest first
 * @param partners whoever lives: about others nothing is said
 * @param about only findings with this partner are told; absent: all
 */
export function inForceOf(
  proofs: readonly KeptProof[],
  partners: readonly string[],
  records: readonly AuditRecord[],
  about?: string,
): InForceFacts {
  const changes = lastChanges(records);
  const judged = proofs.map((proof) => ({ proof, ...judge(proof) }));
  const covering = (one: string, other: string) => judged.find(({ covers }) => covers(one, other));
  const living = new Set(partners);
  return {
    of: (one, other) => {
      const last = covering(one, other);
      if (last === undefined) return undefined;
      const { at } = last.proof;
      return {
        verdict: last.verdict(one, other),
        at,
        changed: [one, other].filter((partner) => (changes.get(partner) ?? "") > at),
      };
    },
    findings: [
      ...new Set(
        judged.flatMap(({ proof }) =>
          findingsOf(proof, (one, other) => {
            const named = other === undefined ? [one] : [one, other];
            if (!named.every((name) => living.has(name))) return false;
            if (about !== undefined && !named.includes(about)) return false;
            return covering(one, other ?? one)?.proof === proof;
          }),
        ),
      ),
    ],
  };
}

/** When each partner's access was last changed: ISO times. */
function lastChanges(records: readonly AuditRecord[]): ReadonlyMap<string, string> {
  return new Map(
    records.flatMap(({ type, partner, at }) =>
      typeof partner === "string" && !HARMLESS.includes(type) ? [[partner, at]] : [],
    ),
  );
}

function judge({ partners, focus, overlaps, more, unproven, untold, unread }: KeptProof) {
  const compared = new Set(partners);
  const asked = new Set(focus ?? partners);
  const verdict = verdictsOf({
    overlaps: overlaps.flatMap(({ one, other }) =>
      "lookAlike" in other ? [] : [[one.partner, other.partner] as const],
    ),
    more,
    unproven,
    untold: unread.length > 0 ? partners : untold,
  });
  const covers = (one: string, other: string) =>
    compared.has(one) && compared.has(other) && (asked.has(one) || asked.has(other));
  return { verdict, covers };
}

/** @param isLast whether nothing newer is known of a pair, or of a partner by itself */
function findingsOf(
  { at, partners, overlaps, more, unproven, missing }: KeptProof,
  isLast: (one: string, other?: string) => boolean,
): readonly string[] {
  const when = `by the documents in force at ${timeText(at)}`;
  return [
    ...overlaps.flatMap(({ what, one, other }) => {
      if ("lookAlike" in other)
        return isLast(one.partner)
          ? [
              `${one.partner} reaches ${what}, which belongs to the look-alike ${other.lookAlike}, ${when}: ${asked(one)}`,
            ]
          : [];
      return isLast(one.partner, other.partner)
        ? [`${one.partner} and ${other.partner} both reach ${what}, ${when}: ${asked(one)}; ${asked(other)}`]
        : [];
    }),
    ...(more > 0 ? [`${counted(more, "pair")} more overlapped ${when}: vendor policy prove --live`] : []),
    ...unproven
      // The other may be a look-alike, which is nobody.
      .filter(({ subject, other = subject }) => isLast(subject, partners.includes(other) ? other : subject))
      .map(
        ({ subject, other, why }) =>
          `not proven ${when}: ${subject}${other === undefined ? "" : ` and ${other}`}: ${why}`,
      ),
    ...missing.map((text) => `not proven ${when}: ${text}`),
  ];
}

function asked({ partner, encryptionContext, why, ...request }: KeptRequest): string {
  const context = encryptionContext === undefined ? {} : { encryptionContext };
  return `${shown(partner)} by ${askedText({ request, ...context })}, ${why}`;
}
