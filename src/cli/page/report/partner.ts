import type { Element, ElementContent } from "hast";
import { h } from "hastscript";
import { shown, timeText } from "../../render/record-fields.ts";
import type { PartnerFacts } from "../../report/facts.ts";
import { certificatePage } from "../certificate.ts";
import { contentOf } from "../html.ts";
import { changesContent } from "./changes.ts";
import { drawMap } from "./map.ts";
import { accessGraph } from "./map-graph.ts";
import { type Content, code, details, factList, section, wide } from "./parts.ts";
import { probesContent } from "./probes.ts";
import { runsContent } from "./runs.ts";
import { serversBadge, serversContent } from "./servers.ts";
import { ruleAnchor, statementsContent } from "./statements.ts";
import { stateBadge, untestedBadge } from "./states.ts";

/** Everything about one partner, in sections whose headings are of `level`. */
export function partnerSections(facts: PartnerFacts, level: number): readonly Element[] {
  const { state, runs, tested, met, certificate } = facts;
  const { partner } = state;
  const part = (id: string, title: string, ...content: readonly Content[]) =>
    section({ id: `${partner}-${id}`, title, level }, ...content);
  return [
    part("standing", "Standing", standing(facts)),
    ...(certificate === undefined
      ? []
      : [part("certificate", "Certificate", certificateContent(certificate, level))]),
    ...accessSections(facts, part),
    part(
      "runs",
      "Runs in time",
      ...(runs.length === 0 ? ["No run is recorded."] : runsContent(runs, partner)),
    ),
    part(
      "probes",
      "Access test",
      ...(tested.length === 0
        ? ["No run on record has tried what it can reach."]
        : tested.flatMap((run) => probesContent(run, level + 1))),
    ),
    ...(met === undefined ? [] : [part("servers", "Its own servers", ...serversContent(met))]),
    part(
      "changes",
      "Changes of plans",
      ...(runs.length === 0 ? ["No plan is recorded."] : changesContent(runs)),
    ),
  ];
}

function standing({ state, runs, met, tested: [last] }: PartnerFacts): Content {
  const { runbook, owner, since, run, audit } = state;
  return factList([
    ["State", h("span", [stateBadge(state), ` since ${timeText(since)}`])],
    [
      "Access test",
      h("span", [
        untestedBadge(state),
        last === undefined ? "" : `, last tried ${timeText(last.record.finishedAt)}`,
      ]),
    ],
    ...(met === undefined ? [] : [["Own servers", serversBadge(met)] as const]),
    ["Owner", shown(owner)],
    ["Runbook", h("span", [`${runbook.name} ${runbook.version} `, code(runbook.digest)])],
    ["Last run", run === undefined ? "-" : h("span", [code(run), `, audit record ${audit?.seq ?? "-"}`])],
    [
      "Inputs",
      Object.keys(state.inputs).length === 0
        ? "none"
        : h("pre", [h("code", JSON.stringify(state.inputs, undefined, 2))]),
    ],
    ["Runs on record", `${runs.length}`],
  ]);
}

type Part = (id: string, title: string, ...content: readonly Content[]) => Element;

function accessSections({ state, access }: PartnerFacts, part: Part): readonly Element[] {
  const { partner } = state;
  if (access === undefined) return [part("map", "Access map", "No plan on record gives it anything.")];
  const gone = state.state === "offboarded";
  const when = `By the plan of run ${access.run}, done ${timeText(access.at)}.`;
  const graph = accessGraph(partner, access.access, (rule) => `#${ruleAnchor(partner, rule)}`);
  const title = gone ? `What ${partner} had, all of it gone` : `What ${partner} reaches, and how`;
  const description = `Boxes from left to right: the partner, how it comes in, its role, statements and grants, and what they are about. The table of statements that follows tells the same.`;
  return [
    part(
      "map",
      gone ? "Access map of what it had" : "Access map",
      h("p", `${when} Solid: allowed. Dashed: denied. Each statement leads to its reason and text.`),
      wide(title, drawMap(graph, `${partner}-drawing`, title, description)),
    ),
    part("statements", "Statements and reasons", h("p", when), ...statementsContent(access.access, partner)),
  ];
}

/** The certificate's own page, its headings below the one that it stands under. */
function certificateContent(
  { record, signed }: NonNullable<PartnerFacts["certificate"]>,
  level: number,
): Content {
  const [title, ...rest] = contentOf(certificatePage(record, signed)).map((node) => deeper(node, level));
  const words = title?.type === "element" ? title.children : [];
  const element = details(words, ...rest);
  return { ...element, properties: { ...element.properties, open: true } };
}

function deeper(node: ElementContent, levels: number): ElementContent {
  if (node.type !== "element") return node;
  const heading = /^h([1-6])$/.exec(node.tagName);
  const children = node.children.map((child) => deeper(child, levels));
  if (node.tagName === "table") return wide("Table of the certificate", { ...node, children });
  return heading === null
    ? { ...node, children }
    : { ...node, tagName: `h${Math.min(6, Number(heading[1]) + levels - 1)}`, children };
}
