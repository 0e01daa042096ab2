import { h } from "hastscript";
import { shown } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import { type Pairs, pairsAbout } from "../../report/pairs.ts";
import { heatMap } from "./heat-map.ts";
import { agedTime, standingWords, TONES } from "./pair-words.ts";
import { badge, bullets, type Content, callout, code, factList, table } from "./parts.ts";

/** Findings, and pairs of one partner, beyond these are counted. */
const LISTED = 50;

/**
 * Every pair of partners: the proof from their documents and what was tried live.
 * @param madeAt ISO time of the page
 * @param partner only its pairs
 */
export function pairsContent(pairs: Pairs, madeAt: string, partner: string | undefined): readonly Content[] {
  if (pairs.partners.length < 2)
    return [h("p", "There are no two partners with access, so there is no pair.")];
  return [
    factList(summaryOf(pairs, madeAt, partner)),
    ...findingsOf(pairs),
    ...(partner === undefined ? heatMap(pairs, madeAt) : onePartner(pairs, madeAt, partner)),
  ];
}

type Fact = readonly [string, Content];

function summaryOf(pairs: Pairs, madeAt: string, partner: string | undefined): readonly Fact[] {
  const { noProof } = pairs;
  const all = pairsAbout(pairs, partner);
  const proven = all.flatMap(({ provenAt }) => provenAt ?? []).sort();
  const tried = all.flatMap((pair) => pair.tried?.at ?? []).sort();
  const outdated = all.filter(({ changed }) => changed.length > 0).length;
  const of = (count: number) => `${count} of ${all.length}`;
  return [
    ["Pairs", `${all.length}, each in one direction`],
    [
      "Runbooks",
      noProof === undefined
        ? "Every pair was looked at by proof, from what the runbooks say for the recorded inputs. What is not proven is marked."
        : `Nothing is proven from what the runbooks say: ${noProof}`,
    ],
    [
      "Documents in force",
      h("span", [
        `${of(proven.length)} proven apart${since(proven, madeAt)}. `,
        ...(outdated === 0
          ? []
          : [`Access in ${counted(outdated, "pair")} was changed after they were last read. `]),
        code("vendor policy prove --live"),
        " reads them anew.",
      ]),
    ],
    [
      "Tried live",
      h("span", [
        `${of(tried.length)}, each at its last time in the audit log${since(tried, madeAt)}. `,
        code("vendor test --all"),
        " tries more.",
      ]),
    ],
  ];
}

/** @param times ISO times, oldest first */
function since([first]: readonly string[], madeAt: string): string {
  return first === undefined ? "" : `, the oldest at ${agedTime(first, madeAt)}`;
}

function findingsOf({ findings }: Pairs): readonly Content[] {
  if (findings.length === 0) return [];
  const more = findings.length > LISTED ? [`and ${findings.length - LISTED} more`] : [];
  return [
    callout(
      findings.every((text) => text.startsWith("not proven")) ? "warn" : "bad",
      `${counted(findings.length, "finding")} about pairs`,
      bullets([...findings.slice(0, LISTED), ...more].map((text) => shown(text))),
    ),
  ];
}

function onePartner(pairs: Pairs, madeAt: string, partner: string): readonly Content[] {
  const others = pairs.partners.filter((name) => name !== partner);
  const cell = (from: string, to: string): Content => {
    const { standing, provenAt, changed, tried } = pairs.of(from, to);
    const notes = [
      ...(provenAt === undefined ? [] : [`Documents in force: ${agedTime(provenAt, madeAt)}`]),
      ...(changed.length === 0
        ? []
        : [`Access of ${changed.join(" and ")} was changed after the documents in force were last read`]),
      ...(tried === undefined ? [] : [`Tried: ${agedTime(tried.at, madeAt)}`]),
    ];
    return h("div", [
      badge(TONES[standing], standingWords(standing, provenAt !== undefined)),
      ...(notes.length === 0
        ? []
        : [h("ul", { className: ["bare"] }, ...notes.map((text) => h("li", text)))]),
    ]);
  };
  const worst = [...others].sort((one, other) => rank(pairs, partner, other) - rank(pairs, partner, one));
  return [
    table(
      `${partner} and each other partner`,
      ["Other partner", `${partner} tries what is the other's`, `The other tries what is ${partner}'s`],
      worst.slice(0, LISTED).map((other) => [other, cell(partner, other), cell(other, partner)]),
    ),
    ...(others.length > LISTED
      ? [
          h("p", [
            `The worst ${LISTED} of ${others.length} are shown; `,
            code("vendor report"),
            " draws all of them.",
          ]),
        ]
      : []),
  ];
}

const RANKS = { reached: 3, unproven: 2, refused: 1, proven: 0 } as const;

function rank(pairs: Pairs, partner: string, other: string): number {
  return Math.max(RANKS[pairs.of(partner, other).standing], RANKS[pairs.of(other, partner).standing]);
}
