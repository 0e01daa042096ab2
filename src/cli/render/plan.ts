import type { Json } from "../../core/json.ts";
import { type Action, isNoOp, type Phase, type Plan, type Step, sharedDocuments } from "../../core/plan.ts";
import { parsePublicKey } from "../../core/ssh-keys.ts";
import { foundLines } from "./found.ts";
import { differenceLines, reasonLines, SIGNS, stageLines } from "./plan-stages.ts";
import type { Style } from "./style.ts";
import { clip, counted, plain, wrap } from "./text.ts";

/** How much of a plan is shown: an outline to confirm, or every call and document to review. */
export type Detail = "outline" | "full";

/** A plan as text: what it comes to first, then, in full, everything that it is made of. */
export function planText(plan: Plan, style: Style, detail: Detail): string {
  const lines = [
    ...headingLines(plan, style),
    "",
    ...warningLines(plan, style),
    ...(plan.found === undefined ? [] : foundLines(plan.found, style)),
    ...(isNoOp(plan)
      ? [
          `${style.good("✓")} No changes: ${plan.found === undefined ? "what is there is what is asked for" : "there is nothing to take over"}.`,
          "",
        ]
      : summaryLines(plan, style, detail)),
    ...(detail === "full" && !isNoOp(plan) ? plan.phases.flatMap((phase) => phaseLines(phase, style)) : []),
    ...effectLines(plan, style),
    style.dim(`Plan ${plan.digest}`),
  ];
  return lines.join("\n");
}

const TITLES: Readonly<Record<Plan["command"], string>> = {
  adopt: "Adopt what exists for",
  onboard: "Onboard",
  offboard: "Offboard",
  test: "Test access of",
};

function headingLines(plan: Plan, style: Style): string[] {
  const { runbook } = plan;
  const pairs: readonly (readonly [string, string])[] = [
    ["runbook", `${runbook.name} ${runbook.version}`],
    ["owner", plan.owner],
    ["account", `${plan.account}, ${plan.region}`],
    ...answerPairs(plan.inputs),
    ...Object.entries(plan.options).map(([name, value]) => [optionName(name), String(value)] as const),
  ];
  const widest = Math.max(...pairs.map(([name]) => name.length));
  return [
    style.bold(`${TITLES[plan.command]} ${plan.partner}`),
    ...pairs.flatMap(([name, value]) => {
      if (widest + value.length + 4 <= style.width)
        return [`  ${style.dim(name.padEnd(widest))}  ${plain(value)}`];
      return [`  ${style.dim(name)}`, wrap(plain(value), style.width, "    ")];
    }),
  ];
}

/** Answers as people compare them: of a key its fingerprint, which is what the partner reads out. */
export function answerPairs(answers: Readonly<Record<string, Json>>): readonly (readonly [string, string])[] {
  return Object.entries(answers).map(([name, value]) => {
    const key = typeof value === "string" ? parsePublicKey(value) : undefined;
    if (key?.ok) return [name, `${key.type} ${key.fingerprint}`] as const;
    return [name, typeof value === "string" ? value : JSON.stringify(value)] as const;
  });
}

/** `secretRecoveryDays` → `secret recovery days`. */
function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function warningLines({ warnings }: Plan, style: Style): string[] {
  if (warnings.length === 0) return [];
  return [
    style.warn(style.bold(warnings.length === 1 ? "Warning" : `${warnings.length} warnings`)),
    ...warnings.map((text) => `${style.warn("!")} ${wrap(plain(text), style.width, "  ").trimStart()}`),
    "",
  ];
}

/** What the plan comes to, phase by phase: what lasts by name, what comes and goes by number. */
function summaryLines(plan: Plan, style: Style, detail: Detail): string[] {
  return plan.phases.flatMap((phase) => {
    const { lasting, passing } = changesOf(phase);
    const counts = countsOf(phase);
    const rows = lasting.flatMap((step) => [
      changeLine(step.action, step.title, style),
      ...(detail === "outline" ? [...differenceLines(step, style), ...reasonLines(step, style)] : []),
    ]);
    return [
      phaseTitle(phase, style),
      ...rows,
      ...(passing === 0
        ? []
        : [
            style.dim(
              `    ${passing} ${lasting.length === 0 ? "" : "more "}made for the test and taken away again`,
            ),
          ]),
      ...(counts === "" ? [] : [style.dim(`    ${counts}`)]),
      "",
    ];
  });
}

function changeLine(action: Action, title: string, style: Style): string {
  const paint = action === "create" ? style.good : action === "remove" ? style.bad : style.warn;
  return `  ${paint(`${SIGNS[action]} ${action.padEnd(6)}`)}  ${plain(clip(title, Math.max(24, style.width - 12)))}`;
}

/** What a phase leaves changed, each resource once, and how much it makes only to take it away again. */
function changesOf({ stages }: Phase): { readonly lasting: readonly Step[]; readonly passing: number } {
  const steps = stages
    .flatMap((stage) => (stage.type === "steps" ? stage.steps : []))
    .filter((step) => step.action !== "none");
  const created = steps.filter((step) => step.action === "create").map((step) => step.title);
  const removed = new Set(steps.filter((step) => step.action === "remove").map((step) => step.title));
  // What is seeded is the test's own: some of it goes with the resource that it was put on.
  const seeded = stages.flatMap((stage) =>
    stage.type === "steps" && stage.name === "seed" ? stage.steps.map((step) => step.title) : [],
  );
  const passing = new Set([...created.filter((title) => removed.has(title)), ...seeded]);
  const lasting = steps.filter(
    ({ title }, index) => !passing.has(title) && steps.findIndex((other) => other.title === title) === index,
  );
  return { lasting, passing: passing.size };
}

function countsOf({ stages }: Phase): string {
  const gates = stages.flatMap((stage) => (stage.type === "gates" ? stage.gates : [])).length;
  const probes = stages.flatMap((stage) => (stage.type === "probes" ? stage.probes : [])).length;
  const absent = stages.flatMap((stage) => (stage.type === "absent" ? stage.resources : [])).length;
  return [
    ...(gates === 0 ? [] : [counted(gates, "gate")]),
    ...(probes === 0 ? [] : [counted(probes, "probe")]),
    ...(absent === 0 ? [] : [`${counted(absent, "resource")} proven gone`]),
  ].join(", ");
}

function phaseTitle({ title, subject }: Phase, style: Style): string {
  return `${style.accent("◆")} ${style.bold(plain(title))}${title.includes(subject) ? "" : style.dim(` · ${subject}`)}`;
}

function phaseLines(phase: Phase, style: Style): string[] {
  return [
    style.bold(`In full: ${plain(phase.title)}`),
    ...phase.stages.flatMap((stage) => stageLines(stage, style)),
    "",
  ];
}

const REACHED: readonly (readonly [domain: string, words: string])[] = [
  ["object", "objects"],
  ["secret", "secret"],
];

/** What the documents prove, and what they do not. */
function isolationLines({ isolation, partner }: Plan, style: Style): string[] {
  if (isolation === undefined) return [];
  const { reach, lookAlikes, unproven } = isolation;
  const block = (text: string) => wrap(plain(text), style.width, "  ");
  const reached = REACHED.flatMap(([domain, words]) => {
    const patterns = reach[domain] ?? [];
    return patterns.length === 0 ? [] : [`${words} ${patterns.join(", ")}`];
  });
  return [
    block(
      `${unproven.length === 0 ? "proven from" : "told by"} the documents: no partner of the store, and none of ${counted(lookAlikes.length, "look-alike")}, shares anything that ${partner} reaches${unproven.length === 0 ? "" : ", except for what is not proven"}`,
    ),
    ...reached.map((text) => style.dim(block(`reaches ${text}`))),
    ...unproven.map((text) => style.warn(block(`! not proven: ${text}`))),
  ];
}

function effectLines(plan: Plan, style: Style): string[] {
  return [
    `Affects other partners: ${style.good("nobody")}`,
    ...isolationLines(plan, style),
    ...sharedDocuments(plan).map(
      (name) => `  shares ${plain(name)}: only ${plain(plan.partner)}'s own statements change`,
    ),
  ];
}
