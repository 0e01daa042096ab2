import type { Element, ElementContent } from "hast";
import { h } from "hastscript";
import { timeText } from "../render/record-fields.ts";
import { counted } from "../render/text.ts";
import type { PartnerFacts, ReportFacts } from "../report/facts.ts";
import { documentOf } from "./html.ts";
import { estateGraph } from "./report/estate-graph.ts";
import { headContent } from "./report/head.ts";
import { drawMap } from "./report/map.ts";
import { pairsContent } from "./report/pairs.ts";
import { partnerSections } from "./report/partner.ts";
import { type Content, code, section, wide } from "./report/parts.ts";
import { statesContent } from "./report/states.ts";
import { REPORT_STYLE } from "./report/style.ts";

/** Most partners of one drawing. */
const IN_ONE_MAP = 12;

/** A report as one HTML file that loads nothing and runs nothing. */
export function reportHtml(facts: ReportFacts): string {
  const title = titleOf(facts);
  const sections = facts.partner === undefined ? sectionsOfAll(facts) : sectionsOfOne(facts);
  return documentOf(title, REPORT_STYLE, [
    h("a", { className: ["skip"], href: "#content" }, "Skip to the content"),
    h("header", [h("h1", title), ...headContent(facts)]),
    contents(sections),
    h("main", { id: "content", tabIndex: -1 }, [...sections]),
    h("footer", [
      h(
        "p",
        `Made at ${timeText(facts.madeAt)} by ${facts.tool}. This page loads nothing, runs nothing and asks nobody.`,
      ),
    ]),
  ] satisfies ElementContent[]);
}

function titleOf({ partner, states }: ReportFacts): string {
  return partner === undefined ? `Access of ${counted(states.length, "partner")}` : `Access of ${partner}`;
}

function sectionsOfOne(facts: ReportFacts): readonly Element[] {
  const [partner] = facts.partners;
  return [
    ...(partner === undefined ? [] : partnerSections(partner, 2)),
    ...(partner?.state.state === "offboarded" ? [] : [pairsSection(facts)]),
  ];
}

function sectionsOfAll(facts: ReportFacts): readonly Element[] {
  const { partners, states } = facts;
  return [
    section({ id: "partners", title: "Partners", level: 2 }, ...statesContent(facts)),
    ...estateSections(partners),
    pairsSection(facts),
    ...partners.map(partnerSection),
    ...(states.length > partners.length
      ? [
          section(
            { id: "more", title: "The other partners", level: 2 },
            h("p", [
              `${counted(states.length - partners.length, "partner")} more are in the tables above only: in full they would make a page that nobody reads. `,
              code("vendor report PARTNER"),
              " tells each in full.",
            ]),
          ),
        ]
      : []),
  ];
}

/** What all of them reach, in one drawing; none of more partners than a drawing can show. */
function estateSections(partners: readonly PartnerFacts[]): readonly Element[] {
  const living = partners.flatMap(({ state: { partner, state }, access }) =>
    access === undefined || state === "offboarded"
      ? []
      : [{ partner, access: access.access, href: `#partner-${partner}` }],
  );
  if (living.length < 2 || living.length > IN_ONE_MAP) return [];
  return [
    section(
      { id: "map", title: "Access map of all", level: 2 },
      h(
        "p",
        "Who reaches what, by the last plan of each. A dashed box is shared: each partner reaches its own part of it only, by the conditions of its statements.",
      ),
      wide(
        "Access map of all partners",
        drawMap(
          estateGraph(living),
          "estate",
          "What the partners reach",
          "Partners on the left, what they reach on the right. The tables of statements of each partner tell the same.",
        ),
      ),
    ),
  ];
}

function partnerSection(facts: PartnerFacts): Element {
  const { partner } = facts.state;
  return section({ id: `partner-${partner}`, title: partner, level: 2 }, ...partnerSections(facts, 3));
}

function pairsSection({ pairs, madeAt, partner }: ReportFacts): Element {
  return section(
    { id: "pairs", title: "Partners against each other", level: 2 },
    ...pairsContent(pairs, madeAt, partner),
  );
}

/** Links to every section that has a heading of the second level. */
function contents(sections: readonly Element[]): Element {
  const links = sections.map((part): Content => {
    const [heading] = part.children;
    const words =
      heading?.type === "element" && heading.children[0]?.type === "text" ? heading.children[0].value : "";
    return h("li", [h("a", { href: `#${String(part.properties.id)}` }, words)]);
  });
  return h("nav", { ariaLabel: "Contents" }, [h("ul", links)]);
}
