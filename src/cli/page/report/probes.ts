import type { Element } from "hast";
import { h } from "hastscript";
import type { JsonObject } from "../../../core/json.ts";
import type { Plan } from "../../../core/plan.ts";
import type { Probe } from "../../../core/probe.ts";
import { objects, shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import { actorName } from "../../render/wording.ts";
import type { RunFacts } from "../../report/facts.ts";
import { badge, type Content, code, details, table, unseen, wide } from "./parts.ts";
import { typeText } from "./runs.ts";

const PHASES: Readonly<Record<string, string>> = {
  rehearsal: "Rehearsal, on the twin",
  live: "Live",
  test: "Test",
};

/** The matrix of the last access test: what must work and what must not, group by group, and each attempt. */
export function probesContent(tested: RunFacts, level: number): readonly Content[] {
  const { record, plan } = tested;
  const results = objects(record.probes);
  const phases = [...new Set(results.map(({ phase }) => shown(phase)))];
  const wrong = results.filter(({ ok }) => ok !== true);
  return [
    h(`h${level}`, `${typeText(record.type)} of ${timeText(record.finishedAt)}`),
    h("p", [
      wrong.length === 0
        ? badge("good", `all ${results.length} attempts answered as they must`)
        : badge("bad", `${wrong.length} of ${results.length} attempts did not answer as they must`),
      " Run ",
      code(shown(record.run)),
      ". A refusal counts only after the control, the same attempt where it must work, had succeeded.",
    ]),
    ...phases.flatMap((phase) =>
      phaseContent(
        PHASES[phase] ?? phase,
        results.filter((result) => result.phase === phase),
        probesOf(plan, phase),
        level + 1,
      ),
    ),
  ];
}

type Probes = ReadonlyMap<string, Probe>;

function probesOf(plan: Plan | undefined, phase: string): Probes {
  const stages = plan?.phases.filter(({ name }) => name === phase).flatMap(({ stages }) => stages) ?? [];
  return new Map(
    stages.flatMap((stage) =>
      stage.type === "probes" ? stage.probes.map((probe) => [probe.id, probe] as const) : [],
    ),
  );
}

function phaseContent(
  title: string,
  results: readonly JsonObject[],
  probes: Probes,
  level: number,
): readonly Content[] {
  const groups = [...new Set(results.map(({ group }) => shown(group)))];
  const of = (group: string) => results.filter((result) => result.group === group);
  return [
    h(`h${level}`, title),
    wide(
      `${title}, by group`,
      h("table", { className: ["matrix"] }, [
        h("caption", `${title}: one sign an attempt`),
        h("thead", [
          h(
            "tr",
            ["Group", "Must work", "Must be refused", "Attempts"].map((name) =>
              h("th", { scope: "col" }, name),
            ),
          ),
        ]),
        h("tbody", ...groups.map((group) => groupRow(group, of(group)))),
      ]),
    ),
    ...groups.map((group) => groupDetails(`${title}: ${group}`, of(group), probes)),
  ];
}

function groupRow(group: string, results: readonly JsonObject[]): Element {
  const count = (expect: string) => {
    const about = results.filter((result) => result.expect === expect);
    const good = about.filter(({ ok }) => ok === true).length;
    return about.length === 0
      ? "-"
      : badge(good === about.length ? "good" : "bad", `${good} of ${about.length}`);
  };
  const wrong = results.filter(({ ok }) => ok !== true).length;
  return h("tr", [
    h("th", { scope: "row" }, group),
    h("td", count("allowed")),
    h("td", count("denied")),
    h("td", [
      h(
        "span",
        { className: ["marks"], ariaHidden: "true" },
        results.map((result) =>
          h(
            "span",
            {
              className: [result.ok === true ? "good" : "bad"],
              title: `${shown(result.title)}: ${shown(result.verdict)}`,
            },
            result.ok !== true ? "✗" : result.expect === "allowed" ? "✓" : "⊘",
          ),
        ),
      ),
      unseen(`${counted(results.length, "attempt")}, ${wrong} wrong`),
    ]),
  ]);
}

function groupDetails(title: string, results: readonly JsonObject[], probes: Probes): Element {
  const wrong = results.filter(({ ok }) => ok !== true).length;
  const element = details(
    [
      `${title}, ${counted(results.length, "attempt")} `,
      ...(wrong === 0 ? [] : [badge("bad", `${wrong} wrong`)]),
    ],
    table(
      title,
      ["Attempt", "As", "Must be", "Was", "Answer", "Why", "Counts after"],
      results.map((result) => {
        const probe = probes.get(shown(result.id));
        return [
          shown(result.title),
          actorName(shown(result.actor)),
          shown(result.expect),
          badge(result.ok === true ? "good" : "bad", verdictText(result)),
          answerText(result),
          probe?.reason ?? "-",
          probe?.control === undefined ? "-" : (probes.get(probe.control)?.title ?? probe.control),
        ];
      }),
    ),
  );
  return wrong === 0 ? element : { ...element, properties: { ...element.properties, open: true } };
}

function verdictText({ verdict }: JsonObject): string {
  if (verdict === "vacuous") return "refused, but so was its control";
  return verdict === "error" ? "no clear answer" : shown(verdict);
}

function answerText({ code: answer, detail, requestId }: JsonObject): Content {
  const parts = [answer, detail].filter((part) => part !== undefined).map((part) => shown(part));
  if (requestId === undefined) return parts.length === 0 ? "-" : parts.join(": ");
  return h("span", [parts.join(": "), parts.length === 0 ? "" : ", ", "request ", code(shown(requestId))]);
}
