import type { Json } from "../../core/json.ts";
import { isNoOp, type Phase, type Plan, type Step, sharedDocuments } from "../../core/plan.ts";
import { parsePublicKey } from "../../core/ssh-keys.ts";
import { foundLines } from "./found.ts";
import { changesOf, countsOf, stageId, type Unfolded } from "./plan-parts.ts";
import {
  callLines,
  differenceLines,
  foldedLines,
  noteLines,
  reasonLines,
  stageLines,
} from "./plan-stages.ts";
import { actionMark, warningMark } from "./signs.ts";
import type { Style } from "./style.ts";
import { counted, hang, plain, wrap } from "./text.ts";

/** Nothing unfolded: what a person is asked to confirm at first. */
export const FOLDED: Unfolded = new Set<string>();

/** A plan as text: what it comes to first, with the parts that are unfolded; all of them are every call and document. */
export function planText(plan: Plan, style: Style, unfolded: Unfolded): string {
  const lines = [
    ...headingLines(plan, style),
    "",
    ...warningLines(plan, style),
    ...(plan.found === undefined ? [] : foundLines(plan.found, style)),
    ...(isNoOp(plan)
      ? [`${style.good("✓")} No changes: ${unchangedText(plan)}.`, ""]
      : plan.phases.flatMap((phase) => summaryLines(phase, style, unfolded))),
    ...(unfolded === "all" && !isNoOp(plan) ? plan.phases.flatMap((phase) => phaseLines(phase, style)) : []),
    ...effectLines(plan, style),
    style.dim(hang("Plan", plan.digest, style.width, 2)),
  ];
  return lines.join("\n");
}

/** What it means that a plan changes nothing. */
export function unchangedText({ found }: Plan): string {
  return found === undefined ? "what is there is what is asked for" : "there is nothing to take over";
}

const TITLES: Readonly<Record<Plan["command"], string>> = {
  adopt: "Adopt what exists for",
  onboard: "Onboard",
  offboard: "Offboard",
  test: "Test access of",
};

/** A plan's title: `Onboard acme`. */
export function planTitle({ command, partner, title }: Plan): string {
  return title ?? `${TITLES[command]} ${partner}`;
}

/** What a plan is made from, by name. */
export function planFacts(plan: Plan): readonly (readonly [name: string, value: string])[] {
  return [
    ["runbook", `${plan.runbook.name} ${plan.runbook.version}${ownText(plan)}`],
    ["owner", plan.owner],
    ["account", `${plan.account}, ${plan.region}`],
    ...answerPairs(plan.inputs),
    ...Object.entries(plan.options).map(([name, value]) => [optionName(name), String(value)] as const),
  ];
}

function headingLines(plan: Plan, style: Style): string[] {
  const pairs = planFacts(plan);
  const widest = Math.max(...pairs.map(([name]) => name.length));
  return [
    style.bold(planTitle(plan)),
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
    ...warnings.map((text) => hang(warningMark(style), plain(text), style.width, 2)),
    "",
  ];
}

/** What a phase comes to: what lasts by name, what comes and goes by number, and what of it is unfolded. */
function summaryLines(phase: Phase, style: Style, unfolded: Unfolded): string[] {
  const { lasting, passing } = changesOf(phase);
  const counts = countsOf(phase);
  const isOpen = (id: string) => unfolded !== "all" && unfolded.has(id);
  const rows = lasting.flatMap(({ id, title, action, steps }) => [
    hang(`  ${actionMark(action, style)} `, plain(title), style.width, 12),
    ...(unfolded === "all" ? [] : steps.flatMap((step) => whyLines(step, style))),
    ...(unfolded === "all"
      ? []
      : isOpen(id)
        ? steps.flatMap((step) => callLines(step, style))
        : foldedLines(steps, style)),
  ]);
  const more = lasting.length === 0 ? "" : "more ";
  return [
    phaseTitle(phase, style),
    ...rows,
    ...(passing === 0 ? [] : [style.dim(`    ${passing} ${more}made for the test and taken away again`)]),
    ...(counts === "" ? [] : [style.dim(wrap(counts, style.width, "    "))]),
    ...phase.stages
      .filter((stage) => isOpen(stageId(phase, stage)))
      .flatMap((stage) => stageLines(stage, style)),
    "",
  ];
}

function whyLines(step: Step, style: Style): string[] {
  return [...noteLines(step, style), ...differenceLines(step, style), ...reasonLines(step, style)];
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
export function isolationText({ isolation, partner }: Plan): {
  readonly proven: readonly string[];
  readonly reached: readonly string[];
  readonly unproven: readonly string[];
} {
  if (isolation === undefined) return { proven: [], reached: [], unproven: [] };
  const { reach, lookAlikes, unproven } = isolation;
  const whole = unproven.length === 0;
  const reached = REACHED.flatMap(([domain, words]) => {
    const patterns = reach[domain] ?? [];
    return patterns.length === 0 ? [] : [`reaches ${words} ${patterns.join(", ")}`];
  });
  const proven = `${whole ? "proven from" : "told by"} the documents: no partner of the store, and none of ${counted(lookAlikes.length, "look-alike")}, shares anything that ${partner} reaches${whole ? "" : ", except for what is not proven"}`;
  return { proven: [proven], reached, unproven: unproven.map((text) => `not proven: ${text}`) };
}

/** Which shared documents a plan touches, in words. */
export function sharedText(plan: Plan): readonly string[] {
  return sharedDocuments(plan).map((name) => `shares ${name}: only ${plan.partner}'s own statements change`);
}

function effectLines(plan: Plan, style: Style): string[] {
  const block = (text: string) => wrap(plain(text), style.width, "  ");
  const { proven, reached, unproven } = isolationText(plan);
  return [
    `Affects other partners: ${style.good("nobody")}`,
    ...proven.map(block),
    ...reached.map((text) => style.dim(block(text))),
    ...unproven.map((text) => style.warn(hang(`  ${warningMark(style)}`, plain(text), style.width, 4))),
    ...sharedText(plan).map(block),
  ];
}

/** A team's own runbook is told from a shipped one of the same name. */
function ownText({ runbook: { own } }: Plan): string {
  return own === undefined ? "" : `, your own ${own}`;
}
