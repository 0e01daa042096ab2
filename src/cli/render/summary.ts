import { formatDuration } from "../../core/duration.ts";
import type { Phase, Plan } from "../../core/plan.ts";
import type { ActorSpec, ProbeResult } from "../../core/probe.ts";
import type { Style } from "./style.ts";
import { plain } from "./text.ts";

/** What a summary tells. */
export interface Summary {
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
  /** Flags that a further command needs to work in the same place, with a space before. */
  readonly flags: string;
}

/** A run that is done, as people read it: what exists, how the partner connects, where the record is. */
export function summaryText(summary: Summary, style: Style): string {
  const { plan, startedAt, finishedAt } = summary.outcome;
  const phase = plan.phases.at(-1);
  const took = formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  const onboard = plan.command === "onboard";
  return [
    `${style.good("✓")} ${style.bold(`${plan.partner} is ${onboard ? "live" : "offboarded"}`)} ${style.dim(`· ${took}`)}`,
    `  ${style.dim("proven")}    ${onboard ? testedText(summary) : deadText(plan)}`,
    ...(phase === undefined ? [] : onboard ? liveLines(phase, style) : goneLines(phase, style)),
    "",
    `  ${style.dim("audit")}     record ${summary.seq} of ${summary.log}`,
    `  ${style.dim("show it")}   vendor audit show ${plan.partner}${summary.flags}`,
    ...(onboard ? [] : [`            It is the certificate that ${plan.partner}'s access is dead.`]),
  ].join("\n");
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
  return `${gates.filter((gate) => gate.probe.expect === "denied").length} accesses that were served are refused now, without a break`;
}

function liveLines(phase: Phase, style: Style): string[] {
  const connection = connectionOf(phase.actors);
  return [
    "",
    style.bold("  What exists"),
    ...titlesOf(phase, "apply").map((title) => `    ${plain(title)}`),
    ...(connection === undefined
      ? []
      : ["", style.bold("  How it connects"), ...connectionLines(connection, style)]),
  ];
}

function goneLines(phase: Phase, style: Style): string[] {
  const steps = phase.stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
  // What the proof itself brought and took away again was never the partner's.
  const brought = new Set(steps.filter((step) => step.action === "create").map((step) => step.title));
  const gone = steps
    .filter((step) => step.action === "remove" && !brought.has(step.title))
    .map((step) => step.title);
  return ["", style.bold("  What is gone"), ...[...new Set(gone)].map((title) => `    ${plain(title)}`)];
}

function titlesOf(phase: Phase, name: string): string[] {
  return phase.stages.flatMap((stage) =>
    stage.type === "steps" && stage.name === name
      ? stage.steps.filter((step) => step.action !== "remove").map((step) => step.title)
      : [],
  );
}

type Connection = Extract<ActorSpec, { type: "sftp" }>;

function connectionOf(actors: Phase["actors"]): Connection | undefined {
  return Object.values(actors).find((actor) => actor.type === "sftp");
}

function connectionLines({ host, port, user, hostKeys }: Connection, style: Style): string[] {
  const command = port === 22 ? `sftp ${user}@${host}` : `sftp -P ${port} ${user}@${host}`;
  return [
    `    host      ${plain(host)}, port ${port}`,
    `    user      ${plain(user)}`,
    ...hostKeys.map((key) => `    host key  ${plain(key)}`),
    `    ${style.accent(plain(command))}`,
  ];
}
