import type { Element } from "hast";
import { h } from "hastscript";
import { shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import { type Cell, gridOf, type Pairs, type Standing } from "../../report/pairs.ts";
import { badge, bullets, type Content, callout, type Tone, table, unseen, wide } from "./parts.ts";

/** More partners than this are put together in groups: nobody reads a million cells. */
const ROWS = 30;
/** Findings, and pairs of one partner, beyond these are counted. */
const LISTED = 50;

const SIGNS: Readonly<Record<Standing, string>> = { refused: "●", proven: "○", unproven: "?", reached: "✗" };
const TONES: Readonly<Record<Standing, Tone>> = {
  refused: "good",
  proven: "good",
  unproven: "warn",
  reached: "bad",
};
const WORDS: Readonly<Record<Standing, string>> = {
  refused: "proven apart, and refused when it tried",
  proven: "proven apart, not tried live",
  unproven: "not proven",
  reached: "reached",
};

/** Every pair of partners: the proof from their documents and what was tried live. @param partner only its pairs */
export function pairsContent(pairs: Pairs, partner: string | undefined): readonly Content[] {
  if (pairs.partners.length < 2)
    return [h("p", "There are no two partners with access, so there is no pair.")];
  return [
    h("p", summaryOf(pairs, partner)),
    ...findingsOf(pairs),
    ...(partner === undefined ? [heatMap(pairs), legend()] : onePartner(pairs, partner)),
  ];
}

function summaryOf({ possible, tried, partners, noProof }: Pairs, partner: string | undefined): string {
  const about = partner === undefined ? possible : 2 * (partners.length - 1);
  const live = tried.filter(
    ({ from, to }) => partner === undefined || from === partner || to === partner,
  ).length;
  const proof =
    noProof === undefined
      ? "All are decided by proof from what the runbooks say for the recorded inputs (no AWS was asked: vendor policy prove --live does)."
      : `There is no proof: ${noProof}`;
  return `${counted(about, "pair")}, each in one direction. ${proof} ${live} of them were tried live, each at its last time in the audit log.`;
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

function heatMap(pairs: Pairs): Element {
  const { rows, cells, grouped } = gridOf(pairs, ROWS);
  const caption = grouped
    ? `${pairs.partners.length} partners in ${rows.length} groups by name: each cell stands for all pairs of two groups, and shows the worst`
    : "Each row tries what belongs to each column";
  return h("div", [
    ...(grouped
      ? [
          h(
            "p",
            `Not each pair has a cell: ${pairs.possible} would be no help. A cell shows the worst of its pairs and how many of them were tried live.`,
          ),
        ]
      : []),
    wide(
      "Heat map of pairs",
      h("table", { className: ["heat", ...(grouped ? ["grouped"] : [])] }, [
        h("caption", caption),
        h("thead", [
          h("tr", [h("td"), ...rows.map(({ label }) => h("th", { scope: "col" }, [h("span", label)]))]),
        ]),
        h(
          "tbody",
          ...rows.map(({ label }, index) =>
            h("tr", [
              h("th", { scope: "row" }, label),
              ...(cells[index] ?? []).map((cell) => heatCell(cell, grouped)),
            ]),
          ),
        ),
      ]),
    ),
  ]);
}

function heatCell(cell: Cell | undefined, grouped: boolean): Element {
  if (cell === undefined) return h("td", { className: ["self"] }, [unseen("itself")]);
  const { standing, pairs, tried } = cell;
  const count = grouped ? ` ${tried}/${pairs}` : "";
  return h("td", { className: [TONES[standing], standing], title: WORDS[standing] }, [
    h("span", { ariaHidden: "true" }, `${SIGNS[standing]}${count}`),
    unseen(grouped ? `${WORDS[standing]}; ${tried} of ${pairs} tried` : WORDS[standing]),
  ]);
}

function legend(): Element {
  const standings: readonly Standing[] = ["refused", "proven", "unproven", "reached"];
  return h(
    "ul",
    { className: ["legend"] },
    standings.map((standing) =>
      h("li", [
        h("span", { className: ["cell", TONES[standing], standing], ariaHidden: "true" }, SIGNS[standing]),
        WORDS[standing],
      ]),
    ),
  );
}

function onePartner(pairs: Pairs, partner: string): readonly Content[] {
  const others = pairs.partners.filter((name) => name !== partner);
  const of = (from: string, to: string): Content => {
    const standing = pairs.standing(from, to);
    const last = pairs.tried.find((tried) => tried.from === from && tried.to === to);
    const when = last === undefined ? "" : `, ${timeText(last.at)}`;
    return badge(TONES[standing], `${WORDS[standing]}${when}`);
  };
  const worst = [...others].sort((one, other) => rank(pairs, partner, other) - rank(pairs, partner, one));
  return [
    table(
      `${partner} and each other partner`,
      ["Other partner", `${partner} tries what is the other's`, `The other tries what is ${partner}'s`],
      worst.slice(0, LISTED).map((other) => [other, of(partner, other), of(other, partner)]),
    ),
    ...(others.length > LISTED
      ? [h("p", `The worst ${LISTED} of ${others.length} are shown; \`vendor report\` draws all of them.`)]
      : []),
  ];
}

const RANKS: Readonly<Record<Standing, number>> = { reached: 3, unproven: 2, refused: 1, proven: 0 };

function rank(pairs: Pairs, partner: string, other: string): number {
  return Math.max(RANKS[pairs.standing(partner, other)], RANKS[pairs.standing(other, partner)]);
}
