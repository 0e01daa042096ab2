import { formatDuration } from "../../core/duration.ts";
import { isImpostor, type MetServer } from "../../core/meeting.ts";
import type { Phase, Plan } from "../../core/plan.ts";
import type { ProbeResult } from "../../core/probe.ts";
import { LOOKED_FROM_HERE, meetingText } from "./meeting.ts";
import type { Style } from "./style.ts";
import { type Live, liveLines } from "./summary-live.ts";
import { command, item, more, row, titlesOf } from "./summary-rows.ts";

/** What a summary tells. */
export interface Summary extends Live {
  readonly outcome: {
    readonly run: string;
    readonly plan: Plan;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly probes: readonly ProbeResult[];
  };
  /** File of the audit log, and the number of this run's record in it. */
  readonly log: string;
  readonly seq: number;
  /** ARN of the key that signed the head of the log; absent: none did. */
  readonly signedBy?: string;
  /** The partner's own servers, as they were met; default: none were. */
  readonly servers?: readonly MetServer[];
  /** Flags that a further command needs to work in the same place, with a space before. */
  readonly flags: string;
}

/** A run that is done, as people read it: what exists, how the partner connects, where the record is. */
export function summaryText(summary: Summary, style: Style): string {
  const { plan, startedAt, finishedAt } = summary.outcome;
  if (plan.command === "adopt") return adoptedText(summary, style);
  if (plan.command === "test") return heldText(summary, style);
  const phase = plan.phases.at(-1);
  const took = formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  const onboard = plan.command === "onboard";
  return [
    `${style.good("✓")} ${style.bold(`${plan.partner} is ${onboard ? "live" : "offboarded"}`)} ${style.dim(`· ${took}`)}`,
    ...(onboard ? provenLines(summary, style) : [row("proven", deadText(plan), style)]),
    ...serverLines(summary, style),
    ...(phase === undefined ? [] : onboard ? liveLines(phase, summary, style) : goneLines(phase, style)),
    "",
    ...auditLines(summary, style),
    command("show it", `vendor audit show ${plan.partner}${summary.flags}`, style),
    onboard
      ? command("undo", `vendor offboard ${plan.partner}${summary.flags}`, style)
      : more(`It is the certificate that ${plan.partner}'s access is dead.`, style),
  ].join("\n");
}

function auditLines({ seq, log, signedBy }: Summary, style: Style): string[] {
  return [
    row("audit", `record ${seq} of ${log}`, style),
    ...(signedBy === undefined ? [] : [more(`signed by ${signedBy}`, style)]),
  ];
}

/** What was taken over is marked, and neither changed nor tested yet. */
function adoptedText(summary: Summary, style: Style): string {
  const { outcome, flags } = summary;
  const { plan } = outcome;
  const [phase] = plan.phases;
  const taken = phase === undefined ? [] : titlesOf(phase, "claim");
  return [
    `${style.good("✓")} ${style.bold(`${plan.partner}'s from now on`)}`,
    ...taken.map((title) => item(title, style)),
    "",
    ...auditLines(summary, style),
    command("next", `vendor onboard ${plan.partner}${flags}`, style),
    more("Nothing but tags was changed, and nothing was tested: the onboarding does both.", style),
  ].join("\n");
}

/** A test by itself: what was tried, and that nothing of it is left. */
function heldText(summary: Summary, style: Style): string {
  const { outcome, flags } = summary;
  const { partner } = outcome.plan;
  const bad = outcome.probes.filter((probe) => !probe.ok).length;
  const mark = bad === 0 ? style.good("✓") : style.bad("✗");
  const verdict = bad === 0 ? "reaches its own, and nothing else" : `${bad} finding(s)`;
  return [
    `${mark} ${style.bold(`${partner}: ${verdict}`)}`,
    row("proven", testedText(summary), style),
    more(takenAwayText(outcome.plan), style),
    ...serverLines(summary, style),
    ...auditLines(summary, style),
    command("show it", `vendor audit show ${partner}${flags}`, style),
  ].join("\n");
}

/** What came of meeting the partner's own servers, and that it was tried from here. */
function serverLines({ servers = [] }: Summary, style: Style): string[] {
  if (servers.length === 0) return [];
  const told = servers.map((met) => {
    const line = row("server", meetingText(met).join(" "), style);
    return met.verdict === "same" ? line : isImpostor(met) ? style.bad(line) : style.warn(line);
  });
  return [...told, more(LOOKED_FROM_HERE, style)];
}

function takenAwayText({ phases }: Plan): string {
  const withKey = phases.some(({ stages }) => stages.some(({ name }) => name === "test-key"));
  return withKey
    ? "The test's canaries and key are gone again, and the key was proven refused."
    : "The test's canaries are gone again.";
}

function provenLines(summary: Summary, style: Style): string[] {
  const { skipTest, skipRehearsal } = summary.outcome.plan.options;
  if (skipTest !== undefined)
    return [style.warn(row("proven", `nothing, the access test was skipped: ${skipTest}`, style))];
  return [
    row("proven", testedText(summary), style),
    ...(skipRehearsal === undefined
      ? []
      : [style.warn(more(`the rehearsal was skipped: ${skipRehearsal}`, style))]),
  ];
}

function testedText({ outcome: { probes } }: Summary): string {
  const count = (verdict: string) => probes.filter((probe) => probe.ok && probe.verdict === verdict).length;
  return `${count("allowed")} accesses allowed as they must be, ${count("denied")} refused as they must be`;
}

/** A run that is done has passed all its gates. */
function deadText({ phases }: Plan): string {
  const gates = phases.flatMap((phase) =>
    phase.stages.flatMap((stage) => (stage.type === "gates" ? stage.gates : [])),
  );
  const refused = new Set(gates.filter((gate) => gate.probe.expect === "denied").map((gate) => gate.id));
  return `${refused.size} accesses that were served are refused now, without a break`;
}

function goneLines(phase: Phase, style: Style): string[] {
  const steps = phase.stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
  // What the proof itself brought and took away again was never the partner's.
  const brought = new Set(createdIn(phase, "seed"));
  const gone = steps
    .filter((step) => step.action === "remove" && !brought.has(step.title))
    .map((step) => step.title);
  return ["", style.bold("  What is gone"), ...[...new Set(gone)].map((title) => item(title, style))];
}

function createdIn(phase: Phase, name: string): string[] {
  return phase.stages.flatMap((stage) =>
    stage.type === "steps" && stage.name === name
      ? stage.steps.filter((step) => step.action === "create").map((step) => step.title)
      : [],
  );
}
