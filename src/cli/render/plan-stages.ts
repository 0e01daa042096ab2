import { formatDuration } from "../../core/duration.ts";
import type { Json } from "../../core/json.ts";
import type { Stage, Step } from "../../core/plan.ts";
import type { Probe } from "../../core/probe.ts";
import { jsonLines } from "./json-lines.ts";
import { callNames } from "./plan-parts.ts";
import { signOf, verdictMark } from "./signs.ts";
import type { Style } from "./style.ts";
import { counted, hang, plain, wrap } from "./text.ts";
import { attemptTitle, stepTitle } from "./wording.ts";

type StageOf<T extends Stage["type"]> = Extract<Stage, { type: T }>;

/** A stage in full: every call with its document, every gate, every probe. */
export function stageLines(stage: Stage, style: Style): string[] {
  switch (stage.type) {
    case "steps":
      return [`  ${stage.title}`, ...stage.steps.flatMap((step) => stepLines(step, style))];
    case "gates":
      return gateLines(stage, style);
    case "watch":
      return [`  ${stage.title}`, ...stage.gates.map(({ probe }) => attemptLine(probe, style))];
    case "probes":
      return probeLines(stage, style);
    case "absent":
      return [`  ${stage.title}`, wrap(plain(stage.resources.join(", ")), style.width, "    ")];
  }
}

function gateLines({ title, gates }: StageOf<"gates">, style: Style): string[] {
  const [first] = gates;
  if (first === undefined) return [];
  const { consecutive, overMs, deadlineMs } = first.timing;
  const rule = `${counted(gates.length, "gate")}: each ${consecutive} times in a row over ${formatDuration(overMs)}, given up after ${formatDuration(deadlineMs)}`;
  return [
    `  ${title}`,
    style.dim(wrap(rule, style.width, "    ")),
    ...gates.map(({ title: path, probe }) => attemptLine({ ...probe, title: path }, style)),
  ];
}

/** All probes, by group in the order of the catalogue. */
function probeLines({ title, probes }: StageOf<"probes">, style: Style): string[] {
  const groups = [...new Set(probes.map((probe) => probe.group))];
  return [
    `  ${title}`,
    `    ${style.dim(countText(probes))}`,
    ...groups.flatMap((group) => {
      const inGroup = probes.filter((probe) => probe.group === group);
      return [
        `    ${style.bold(group)} ${style.dim(`(${countText(inGroup)})`)}`,
        ...inGroup.flatMap((probe) => [
          attemptLine(probe, style),
          style.dim(wrap(plain(probe.reason), style.width, "        ")),
        ]),
      ];
    }),
  ];
}

function countText(probes: readonly Probe[]): string {
  const allowed = probes.filter((probe) => probe.expect === "allowed").length;
  const denied = probes.length - allowed;
  const parts = [
    ...(allowed === 0 ? [] : [`${allowed} must be allowed`]),
    ...(denied === 0 ? [] : [`${denied} must be refused`]),
  ];
  return `${counted(probes.length, "probe")}: ${parts.join(", ")}`;
}

function attemptLine({ expect, title, actor }: Probe, style: Style): string {
  return hang(`    ${verdictMark(expect, style)}`, plain(attemptTitle(title, actor)), style.width, 6);
}

function stepLines(step: Step, style: Style): string[] {
  return [
    `${hang(`    ${signOf(step.action, style)}`.trimEnd(), plain(stepTitle(step)), style.width, 6)}`,
    ...noteLines(step, style),
    ...differenceLines(step, style),
    ...reasonLines(step, style),
    ...callLines(step, style),
  ];
}

/** What a step says beside its documents. */
export function noteLines({ notes = [] }: Pick<Step, "notes">, style: Style): string[] {
  return notes.map((note) => wrap(plain(note), style.width, "        "));
}

/** What a step changes, member by member: as it is, as it will be. */
export function differenceLines({ differences }: Pick<Step, "differences">, style: Style): string[] {
  return (differences ?? []).flatMap(({ path, live, desired }) => [
    `        ${plain(path)}`,
    ...valueLines(style.bad(style.accessible ? "is now" : "-"), live, style),
    ...valueLines(style.good(style.accessible ? "will be" : "+"), desired, style),
  ]);
}

function valueLines(mark: string, value: Json | undefined, style: Style): string[] {
  const text = value === undefined ? "(nothing)" : plain(JSON.stringify(value));
  if (value === undefined || text.length + 12 <= style.width) return [`          ${mark} ${text}`];
  const [first = "", ...rest] = jsonLines(value, style.width, "            ");
  return [`          ${mark} ${first.trimStart()}`, ...rest];
}

/** Each statement of a step's documents with the reason why it is needed. */
export function reasonLines({ reasons }: Step, style: Style): string[] {
  return Object.entries(reasons ?? {}).map(([sid, reason]) =>
    hang(`        ${style.dim("·")}`, `${sid}: ${plain(reason)}`, style.width, 10),
  );
}

/** A step's calls, each with its document. */
export function callLines({ calls, task }: Step, style: Style): string[] {
  const input = (value: Json) => jsonLines(value, style.width, "          ");
  return [
    ...calls.flatMap((call) => [
      `        ${style.accent(`${call.service}:${call.operation}`)}`,
      ...input(call.input),
    ]),
    ...(task === undefined ? [] : [`        ${style.accent("task")} ${task.name}`, ...input(task.input)]),
  ];
}

/** What the documents of steps are folded into: the names of its calls. */
export function foldedLines(steps: readonly Step[], style: Style): string[] {
  const all = callNames(steps).join(", ");
  return all === "" ? [] : [style.dim(hang("        …", all, style.width, 10))];
}
