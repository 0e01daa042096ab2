import type { Element } from "hast";
import { h } from "hastscript";
import { type Cell, gridOf } from "../../report/grid.ts";
import type { Pairs, Standing } from "../../report/pairs.ts";
import { agedTime, standingSign, standingWords, TONES } from "./pair-words.ts";
import { unseen, wide } from "./parts.ts";

/** More partners than this are put together in groups: nobody reads a million cells. */
const ROWS = 30;

/** The square of partners against partners, and what its signs mean. @param madeAt ISO time of the page */
export function heatMap(pairs: Pairs, madeAt: string): readonly Element[] {
  const { rows, cells, grouped } = gridOf(pairs, ROWS);
  const caption = grouped
    ? `${pairs.partners.length} partners in ${rows.length} groups by name: each cell stands for all pairs of two groups, and shows the worst`
    : "Each row tries what belongs to each column";
  return [
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
              ...(cells[index] ?? []).map((cell) => heatCell(cell, grouped, madeAt)),
            ]),
          ),
        ),
      ]),
    ),
    legend(),
  ];
}

function heatCell(cell: Cell | undefined, grouped: boolean, madeAt: string): Element {
  if (cell === undefined) return h("td", { className: ["self"] }, [unseen("itself")]);
  const { standing, pairs, tried, inForce, provenAt, triedAt } = cell;
  const whole = inForce === pairs;
  const words = [
    standingWords(standing, whole),
    ...(grouped ? [`${inForce} of ${pairs} proven by the documents in force, ${tried} tried`] : []),
    ...(provenAt === undefined ? [] : [`documents in force: ${agedTime(provenAt, madeAt)}`]),
    ...(triedAt === undefined ? [] : [`tried: ${agedTime(triedAt, madeAt)}`]),
  ].join("; ");
  return h("td", { className: classesOf(standing, whole), title: words }, [
    h(
      "span",
      { ariaHidden: "true" },
      `${standingSign(standing, whole)}${grouped ? ` ${tried}/${pairs}` : ""}`,
    ),
    unseen(words),
  ]);
}

function classesOf(standing: Standing, inForce: boolean): string[] {
  return [TONES[standing], standing, ...(inForce ? ["in-force"] : [])];
}

const KINDS: readonly (readonly [Standing, boolean])[] = [
  ["refused", true],
  ["proven", true],
  ["refused", false],
  ["proven", false],
  ["unproven", false],
  ["reached", false],
];

function legend(): Element {
  return h(
    "ul",
    { className: ["legend"] },
    KINDS.map(([standing, inForce]) =>
      h("li", [
        h(
          "span",
          { className: ["cell", ...classesOf(standing, inForce)], ariaHidden: "true" },
          standingSign(standing, inForce),
        ),
        standingWords(standing, inForce),
      ]),
    ),
  );
}
