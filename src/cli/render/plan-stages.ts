import { formatDuration } from "../../core/duration.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Action, Stage, Step } from "../../core/plan.ts";
import type { Probe } from "../../core/probe.ts";
import type { Style } from "./style.ts";
import { counted, plain, wrap } from "./text.ts";
import { attemptTitle, stepTitle } from "./wording.ts";

/** The sign of each action. */
export const SIGNS: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  adopt: "=",
  release: "~",
  remove: "-",
  none: " ",
};

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
    `  ${title} ${style.dim(`(${countText(probes)})`)}`,
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
  const mark = expect === "allowed" ? style.good("✓") : style.bad("⊘");
  return `    ${mark} ${wrap(plain(attemptTitle(title, actor)), style.width, "      ").trimStart()}`;
}

function stepLines(step: Step, style: Style): string[] {
  const paint = step.action === "create" ? style.good : step.action === "remove" ? style.bad : style.warn;
  return [
    `    ${paint(SIGNS[step.action])} ${plain(stepTitle(step))}`,
    ...differenceLines(step, style),
    ...reasonLines(step, style),
    ...callLines(step, style),
  ];
}

/** What a step changes, member by member: as it is, as it will be. */
export function differenceLines({ differences }: Pick<Step, "differences">, style: Style): string[] {
  return (differences ?? []).flatMap(({ path, live, desired }) => [
    `        ${plain(path)}`,
    `          ${style.bad("-")} ${valueText(live)}`,
    `          ${style.good("+")} ${valueText(desired)}`,
  ]);
}

function valueText(value: Json | undefined): string {
  return value === undefined ? "(nothing)" : plain(JSON.stringify(value));
}

/** Each statement of a step's documents with the reason why it is needed. */
export function reasonLines({ reasons }: Step, style: Style): string[] {
  return Object.entries(reasons ?? {}).map(([sid, reason]) => {
    const text = wrap(`${sid}: ${plain(reason)}`, style.width, "          ").trimStart();
    return `        ${style.dim("·")} ${text}`;
  });
}

function callLines({ calls, task }: Step, style: Style): string[] {
  return [
    ...calls.flatMap(({ service, operation, input }) => [
      `        ${style.accent(`${service}:${operation}`)}`,
      ...inputLines(input),
    ]),
    ...(task === undefined
      ? []
      : [`        ${style.accent("task")} ${task.name}`, ...inputLines(task.input)]),
  ];
}

function inputLines(input: JsonObject): string[] {
  return plain(JSON.stringify(unwrapped(input), undefined, 2))
    .split("\n")
    .map((line) => `          ${line}`);
}

/** Documents are shown as what they are, not as the text that is sent. */
function unwrapped(value: Json): Json {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isJsonObject(value)) return value;
  if (value.$json !== undefined) return value.$json;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unwrapped(member)]));
}
