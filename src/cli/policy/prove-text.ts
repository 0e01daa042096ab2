import { groupBy } from "../../policy/prove/heads.ts";
import { askedText } from "../../policy/prove/text.ts";
import type { Allowed, Domain, Overlap, Proof } from "../../policy/prove/types.ts";
import { nameOf } from "../../policy/verdicts.ts";
import type { Style } from "../render/style.ts";
import { counted, plain, wrap } from "../render/text.ts";

/** What a proof was made from, beside what it found. */
export interface ProofAbout {
  readonly ms: number;
  readonly live: boolean;
  /** What has no documents to prove anything from, in words. */
  readonly missing: readonly string[];
  /** Names in documents that mean nobody any more, in words. */
  readonly dead: readonly string[];
  readonly read: readonly string[];
  readonly assumed: readonly string[];
}

/** What is reached, as people call it. */
const THINGS: Readonly<Record<Domain, string>> = {
  object: "object",
  secret: "secret",
  "object-context": "use of the key for the object",
  "secret-context": "use of the key for the secret",
  "no-context": "use of the key without a context",
  key: "administration of the key",
};

/** A proof for a person: every overlap as its requests and the statements that decide, then the verdict. */
export function proofText(style: Style, proof: Proof, about: ProofAbout): string {
  const { overlaps, more, unproven } = proof;
  const block = (text: string, indent = "") => wrap(plain(text), style.width, indent);
  const open = [
    ...unproven.map(
      ({ subject, other, why }) => `${subject}${other === undefined ? "" : ` and ${other}`}: ${why}`,
    ),
    ...about.missing,
  ];
  const pairs = overlaps.filter(({ other }) => !("lookAlike" in other));
  const alike = groupBy(
    overlaps.filter(({ other }) => "lookAlike" in other),
    ({ domain, one }) => [domain, one.subject, one.decision.why].join("\n"),
  );
  return [
    ...pairs.flatMap((overlap) => [style.bad(block(pairTitle(overlap))), ...sidesOf(overlap, style), ""]),
    ...[...alike.values()].flatMap((same) => [
      style.bad(block(lookAlikeTitle(same))),
      block(lookAlikeNames(same), "  "),
      ...same.slice(0, 1).flatMap(({ one }) => sideText(one, style)),
      "",
    ]),
    ...(more === 0 ? [] : [style.bad(block(`… and ${counted(more, "pair")} more that overlap`)), ""]),
    ...open.map((text) => style.warn(block(`! not proven: ${text}`))),
    ...(open.length === 0 ? [] : [""]),
    ...about.dead.map((text) => style.dim(block(`· ${text}: it lets nobody in, and can be taken out`))),
    ...(about.dead.length === 0 ? [] : [""]),
    verdictText(style, pairs.length + more, overlaps.length - pairs.length, open.length),
    ...footer(proof, about).map((text) => style.dim(block(text, "  "))),
  ].join("\n");
}

function pairTitle({ domain, what, one, other }: Overlap): string {
  const name = "lookAlike" in other ? other.lookAlike : other.subject;
  return `✗ ${one.subject} and ${name} both reach the ${thing(domain, what)}`;
}

/** Look-alikes that the same statement opens are one finding. */
function lookAlikeTitle(same: readonly Overlap[]): string {
  const [first] = same;
  if (first === undefined) return "";
  const { domain, what, one } = first;
  return `✗ ${one.subject} reaches ${counted(same.length, "look-alike")} of its name, e.g. the ${thing(domain, what)}`;
}

function lookAlikeNames(same: readonly Overlap[]): string {
  return same.flatMap(({ other }) => ("lookAlike" in other ? [other.lookAlike] : [])).join(", ");
}

function thing(domain: Domain, what: string): string {
  return what === "" ? THINGS[domain] : `${THINGS[domain]} "${what}"`;
}

function sidesOf({ one, other }: Overlap, style: Style): readonly string[] {
  return ("lookAlike" in other ? [one] : [one, other]).flatMap((side) => sideText(side, style));
}

function sideText(side: Allowed, style: Style): readonly string[] {
  const block = (text: string, indent: string) => wrap(plain(text), style.width, indent);
  return [
    block(`${side.subject}: ${askedText(side)}`, "  "),
    block(`as ${nameOf(side.request.principal)}`, "    "),
    block(side.decision.why, "    "),
  ];
}

function verdictText(style: Style, pairs: number, alike: number, open: number): string {
  if (pairs + alike > 0) {
    const found = [
      ...(pairs === 0 ? [] : [counted(pairs, "overlap")]),
      ...(alike === 0 ? [] : [`${counted(alike, "look-alike")} reached`]),
    ];
    return style.bad(`✗ ${found.join(", ")}.`);
  }
  return open === 0
    ? `${style.good("✓")} No two reach the same.`
    : `${style.warn("!")} Nothing overlaps, and not everything is proven.`;
}

function footer(proof: Proof, { ms, live, read, assumed }: ProofAbout): readonly string[] {
  const from = live ? "the documents in force" : "what the runbooks say (--live: what is in force)";
  return [
    `${counted(proof.pairs, "pair")} of ${counted(proof.subjects, "partner")} and ${counted(proof.lookAlikes, "look-alike")}, from ${from}, in ${ms} ms`,
    ...(read.length === 0 ? [] : [`Read: ${read.join("; ")}.`]),
    `Assumed: ${assumed.join("; ")}.`,
  ];
}
