import { formatDuration } from "../../core/duration.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { type Action, isNoOp, type Phase, type Plan, type Stage, type Step } from "../../core/plan.ts";
import type { Style } from "./style.ts";
import { plain, wrap } from "./text.ts";

const SIGNS: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  adopt: "=",
  remove: "-",
  none: " ",
};

/** How much of a plan is shown: an outline to confirm, or every call and document to review. */
export type Detail = "outline" | "full";

/** A plan as text. */
export function planText(plan: Plan, style: Style, detail: Detail): string {
  const lines = [...heading(plan, style), ""];
  if (isNoOp(plan)) lines.push(`${style.good("✓")} No changes: what is there is what is asked for.`, "");
  else for (const phase of plan.phases) lines.push(...phaseLines(phase, style, detail), "");
  lines.push(...effects(plan, style));
  for (const warning of plan.warnings)
    lines.push(`${style.warn("!")} ${wrap(plain(warning), style.width, "  ").trimStart()}`);
  lines.push(style.dim(`Plan ${plan.digest}`));
  return lines.join("\n");
}

function heading(plan: Plan, style: Style): string[] {
  const { runbook } = plan;
  const pairs = [
    ["runbook", `${runbook.name} ${runbook.version}`],
    ["owner", plan.owner],
    ["account", `${plan.account}, ${plan.region}`],
    ...Object.entries(plan.inputs).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ];
  const title = plan.command === "onboard" ? "Onboard" : "Offboard";
  return [
    style.bold(`${title} ${plan.partner}`),
    ...pairs.map(([name = "", value = ""]) => `  ${style.dim(name.padEnd(10))} ${plain(value)}`),
  ];
}

function effects(plan: Plan, style: Style): string[] {
  if (plan.affects.length === 0) return [`Other partners affected: ${style.good("nobody")}`];
  return [
    style.warn(`Other partners affected: ${plan.affects.length}`),
    ...plan.affects.map(({ partner, what }) => `  ${plain(partner)}: ${plain(what)}`),
  ];
}

function phaseLines(phase: Phase, style: Style, detail: Detail): string[] {
  return [
    `${style.accent("◆")} ${style.bold(plain(phase.title))}${phase.title.includes(phase.subject) ? "" : style.dim(` · ${phase.subject}`)}`,
    ...phase.stages.flatMap((stage) => stageLines(stage, style, detail)),
  ];
}

function stageLines(stage: Stage, style: Style, detail: Detail): string[] {
  switch (stage.type) {
    case "steps": {
      const steps = detail === "full" ? stage.steps : stage.steps.filter((step) => step.action !== "none");
      return steps.length === 0
        ? []
        : [`  ${stage.title}`, ...steps.flatMap((step) => stepLines(step, style, detail))];
    }
    case "gates":
      return [
        `  ${stage.title}`,
        ...stage.gates.map(
          ({ title, timing }) =>
            `    ${style.dim("…")} ${plain(title)} ${style.dim(`(${timing.consecutive} times over ${formatDuration(timing.overMs)}, at most ${formatDuration(timing.deadlineMs)})`)}`,
        ),
      ];
    case "probes":
      return probeLines(stage, style, detail);
    case "absent":
      return [`  ${stage.title}`, ...stage.resources.map((name) => `    ${style.dim("∅")} ${plain(name)}`)];
  }
}

function probeLines(stage: Extract<Stage, { type: "probes" }>, style: Style, detail: Detail): string[] {
  const allowed = stage.probes.filter((probe) => probe.expect === "allowed").length;
  const count = style.dim(
    `(${stage.probes.length} probes: ${allowed} must be allowed, ${stage.probes.length - allowed} denied)`,
  );
  const each = stage.probes.flatMap((probe) => [
    `    ${probe.expect === "allowed" ? style.good("✓") : style.bad("⊘")} ${plain(probe.title)} ${style.dim(`as ${probe.actor}`)}`,
    style.dim(wrap(plain(probe.reason), style.width, "        ")),
  ]);
  return [`  ${stage.title} ${count}`, ...(detail === "full" ? each : [])];
}

function stepLines(step: Step, style: Style, detail: Detail): string[] {
  const sign = SIGNS[step.action];
  const paint = step.action === "create" ? style.good : step.action === "remove" ? style.bad : style.warn;
  return [
    `    ${step.action === "none" ? " " : paint(sign)} ${plain(step.title)} ${style.dim(step.action === "none" ? "as it should be" : step.action)}`,
    ...(step.differences ?? []).map(
      ({ path, live, desired }) => `        ${plain(path)}: ${valueText(live)} → ${valueText(desired)}`,
    ),
    ...reasonLines(step, style),
    ...(detail === "full" ? callLines(step, style) : []),
  ];
}

function valueText(value: Json | undefined): string {
  return value === undefined ? "(nothing)" : plain(JSON.stringify(value));
}

function reasonLines(step: Step, style: Style): string[] {
  return Object.entries(step.reasons ?? {}).map(([sid, reason]) => {
    const text = wrap(`${sid}: ${plain(reason)}`, style.width, "          ").trimStart();
    return `        ${style.dim("·")} ${text}`;
  });
}

function callLines(step: Step, style: Style): string[] {
  const task =
    step.task === undefined
      ? []
      : [`        ${style.accent("task")} ${step.task.name}`, ...inputLines(step.task.input)];
  const calls = step.calls.flatMap((call) => [
    `        ${style.accent(`${call.service}:${call.operation}`)}`,
    ...inputLines(call.input),
  ]);
  return [...calls, ...task];
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
