import type { Root, RootContent } from "mdast";
import type { Json } from "../../core/json.ts";
import { isNoOp, type Phase, type Plan, type Stage, type Step } from "../../core/plan.ts";
import type { Probe } from "../../core/probe.ts";
import { unwrapped } from "../render/json-lines.ts";
import { isolationText, planFacts, planTitle, sharedText, unchangedText } from "../render/plan.ts";
import { callNames, changesOf, countsOf, type Lasting } from "../render/plan-parts.ts";
import { actionWord, bareSign } from "../render/signs.ts";
import { counted, plain } from "../render/text.ts";
import { attemptTitle } from "../render/wording.ts";
import { code, details, list, page, paragraph, section, tableOf, type Words } from "./tree.ts";

/**
 * A plan as a page for a pull request: what lasts as a table, each of its documents to open, with reasons. What a
 * rehearsal makes and takes away again is told by number: it is the same under the twin's name, and a request has
 * room for 65,536 characters (https://docs.github.com/en/rest/pulls/pulls). The plan as JSON has every call.
 */
export function planPage(plan: Plan): Root {
  return page(
    plain(planTitle(plan)),
    [list(planFacts(plan).map(([name, value]) => [`${name} `, { code: plain(value) }]))],
    warnings(plan),
    ...(isNoOp(plan) ? [[paragraph(`No changes: ${unchangedText(plan)}.`)]] : plan.phases.map(phaseSection)),
    section("Who else is affected", ...affected(plan)),
    [paragraph("Plan ", { code: plan.digest }, `, by ${plain(plan.tool)}.`)],
  );
}

function warnings(plan: Plan): readonly RootContent[] {
  if (plan.warnings.length === 0) return [];
  return section("Warnings", list(plan.warnings.map((text) => [plain(text)])));
}

function phaseSection(phase: Phase): readonly RootContent[] {
  const { lasting, passing } = changesOf(phase);
  const title = phase.title.includes(phase.subject) ? phase.title : `${phase.title}: ${phase.subject}`;
  const more = lasting.length === 0 ? "" : " more";
  const made = `${passing}${more} made for the test and taken away again`;
  const numbers = [...(passing === 0 ? [] : [made]), countsOf(phase)].filter((text) => text !== "");
  return section(
    plain(title),
    ...(lasting.length === 0 ? [] : [tableOf(["", "What", "Calls"], lasting.map(changeRow))]),
    ...(numbers.length === 0 ? [] : [paragraph(`${numbers.join(", ")}.`)]),
    ...lasting.flatMap(documents),
    ...phase.stages.flatMap(attempts),
  );
}

function changeRow({ action, title, steps }: Lasting): readonly Words[] {
  return [{ code: `${bareSign(action)} ${actionWord(action)}` }, plain(title), callNames(steps).join(", ")];
}

function documents({ action, title, steps }: Lasting): readonly RootContent[] {
  return details(plain(`${actionWord(action)} ${title}`), ...steps.flatMap(stepDocuments));
}

function stepDocuments(step: Step): readonly RootContent[] {
  const reasons = Object.entries(step.reasons ?? {});
  return [
    ...(step.notes ?? []).map((note) => paragraph(plain(note))),
    ...(reasons.length === 0
      ? []
      : [
          tableOf(
            ["Statement", "Why"],
            reasons.map(([sid, reason]) => [{ code: sid }, plain(reason)]),
          ),
        ]),
    ...(step.differences ?? []).flatMap(({ path, live, desired }) => [
      paragraph("Changes ", { code: plain(path) }),
      code("diff", [...sided("-", live), ...sided("+", desired)].join("\n")),
    ]),
    ...step.calls.flatMap((call) => [
      paragraph({ code: `${call.service}:${call.operation}` }),
      code("json", jsonOf(call.input)),
    ]),
    ...(step.task === undefined
      ? []
      : [paragraph("Task ", { code: step.task.name }), code("json", jsonOf(step.task.input))]),
  ];
}

function sided(sign: string, value: Json | undefined): string[] {
  return value === undefined
    ? []
    : jsonOf(value)
        .split("\n")
        .map((line) => `${sign} ${line}`);
}

function jsonOf(value: Json): string {
  return plain(JSON.stringify(unwrapped(value), undefined, 2));
}

/** What is tried in a stage, and what must come of it. */
function attempts(stage: Stage): readonly RootContent[] {
  if (stage.type === "gates")
    return details(
      `${stage.title} (${counted(stage.gates.length, "gate")})`,
      list(stage.gates.map(({ title, probe }) => [attemptText({ ...probe, title })])),
    );
  if (stage.type === "probes")
    return details(`${stage.title} (${counted(stage.probes.length, "probe")})`, probeTable(stage.probes));
  return [];
}

function attemptText({ title, actor, expect }: Probe): string {
  return plain(`${attemptTitle(title, actor)}: ${VERDICTS[expect]}`);
}

const VERDICTS: Readonly<Record<Probe["expect"], string>> = { allowed: "allowed", denied: "refused" };

/** Probes by catalogue group, in numbers: the catalogue says what each of them tries. */
function probeTable(probes: readonly Probe[]): RootContent {
  const groups = [...new Set(probes.map(({ group }) => group))];
  const count = (group: string, expect: Probe["expect"]) =>
    String(probes.filter((probe) => probe.group === group && probe.expect === expect).length);
  return tableOf(
    ["Group", "Must be allowed", "Must be refused"],
    groups.map((group) => [group, count(group, "allowed"), count(group, "denied")]),
  );
}

function affected(plan: Plan): readonly RootContent[] {
  const { proven, reached, unproven } = isolationText(plan);
  const told = [...proven, ...reached, ...unproven, ...sharedText(plan)];
  return [
    paragraph("Other partners: nobody."),
    ...(told.length === 0 ? [] : [list(told.map((text) => [plain(text)]))]),
  ];
}
