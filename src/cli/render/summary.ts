import { formatDuration } from "../../core/duration.ts";
import type { Phase, Plan } from "../../core/plan.ts";
import type { ActorSpec, ProbeResult } from "../../core/probe.ts";
import type { Handed } from "../handover.ts";
import type { Style } from "./style.ts";
import { hang, plain, wrap } from "./text.ts";

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
  /** ARN of the key that signed the head of the log; absent: none did. */
  readonly signedBy?: string;
  /** Flags that a further command needs to work in the same place, with a space before. */
  readonly flags: string;
  /** What the partner is handed. */
  readonly handed?: Handed;
  /** With a local AWS: whether a process of its own serves it, so that it is there after this one. */
  readonly local?: { readonly served: boolean };
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
    hang(
      `  ${style.dim("proven")}   `,
      onboard ? testedText(summary, style) : deadText(plan),
      style.width,
      12,
    ),
    ...(phase === undefined ? [] : onboard ? liveLines(phase, summary, style) : goneLines(phase, style)),
    "",
    ...auditLines(summary, style),
    `  ${style.dim("show it")}   vendor audit show ${plan.partner}${summary.flags}`,
    ...(onboard
      ? [`  ${style.dim("undo")}      vendor offboard ${plan.partner}${summary.flags}`]
      : [`            It is the certificate that ${plan.partner}'s access is dead.`]),
  ].join("\n");
}

function auditLines({ seq, log, signedBy }: Summary, style: Style): string[] {
  return [
    `  ${style.dim("audit")}     record ${seq} of ${log}`,
    ...(signedBy === undefined ? [] : [`            signed by ${plain(signedBy)}`]),
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
    ...taken.map((title) => `    ${plain(title)}`),
    "",
    ...auditLines(summary, style),
    `  ${style.dim("next")}      vendor onboard ${plan.partner}${flags}`,
    "            Nothing but tags was changed, and nothing was tested: the onboarding does both.",
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
    `  ${style.dim("proven")}    ${testedText(summary, style)}`,
    `            ${takenAwayText(outcome.plan)}`,
    ...auditLines(summary, style),
    `  ${style.dim("show it")}   vendor audit show ${partner}${flags}`,
  ].join("\n");
}

function takenAwayText({ phases }: Plan): string {
  const withKey = phases.some(({ stages }) => stages.some(({ name }) => name === "test-key"));
  return withKey
    ? "The test's canaries and key are gone again, and the key was proven refused."
    : "The test's canaries are gone again.";
}

function testedText({ outcome: { plan, probes } }: Summary, style: Style): string {
  const { skipTest, skipRehearsal } = plan.options;
  if (skipTest !== undefined)
    return style.warn(`nothing, the access test was skipped: ${plain(String(skipTest))}`);
  const count = (verdict: string) => probes.filter((probe) => probe.ok && probe.verdict === verdict).length;
  const tested = `${count("allowed")} accesses allowed as they must be, ${count("denied")} refused as they must be`;
  if (skipRehearsal === undefined) return tested;
  return `${tested}\n            ${style.warn(`the rehearsal was skipped: ${plain(String(skipRehearsal))}`)}`;
}

/** A run that is done has passed all its gates. */
function deadText({ phases }: Plan): string {
  const gates = phases.flatMap((phase) =>
    phase.stages.flatMap((stage) => (stage.type === "gates" ? stage.gates : [])),
  );
  const refused = new Set(gates.filter((gate) => gate.probe.expect === "denied").map((gate) => gate.id));
  return `${refused.size} accesses that were served are refused now, without a break`;
}

function liveLines(phase: Phase, { handed, local }: Summary, style: Style): string[] {
  const connection = connectionOf(phase.actors);
  return [
    "",
    style.bold("  What exists"),
    ...titlesOf(phase, "apply").map((title) => `    ${plain(title)}`),
    ...(connection === undefined
      ? []
      : ["", style.bold("  How it connects"), ...connectionLines(connection, style)]),
    ...(handed === undefined
      ? []
      : handed.readBy === "workload"
        ? workloadLines(handed, style)
        : ["", style.bold("  What it is handed"), ...handedLines(handed, style)]),
    ...(local === undefined
      ? []
      : ["", style.bold("  On this machine"), ...localLines(local, handed, style)]),
  ];
}

/** Where the key is. A private half that was made is in the secret and nowhere else. */
function handedLines({ name, arn, keyMade, fingerprint, readers, command }: Handed, style: Style): string[] {
  const print = fingerprint === undefined ? "" : `${fingerprint}, `;
  return [
    hang("    key      ", `${print}${keyMade ? "made for it" : "the partner's own"}`, style.width, 14),
    hang("    secret   ", plain(arn ?? name), style.width, 14),
    wrap(
      keyMade
        ? "holds the private key, and nothing else does, with how to connect"
        : "says how to connect; the private key stays with the partner",
      style.width,
      " ".repeat(14),
    ),
    ...readers.map((reader, index) =>
      hang(`    ${index === 0 ? "readers" : "       "}  `, plain(reader), style.width, 14),
    ),
    `    ${style.accent(plain(command))}`,
  ];
}

/** The partner gets a public key; how to connect is the workload's to read, and nobody else's. */
function workloadLines({ name, arn, fingerprint, publicKey, readers }: Handed, style: Style): string[] {
  return [
    ...(publicKey === undefined
      ? []
      : ["", style.bold("  What the partner gets"), `    our key   ${style.accent(publicKey)}`]),
    "",
    style.bold("  What your workload uses"),
    ...readers.map((reader, index) => `    ${index === 0 ? "role    " : "        "}  ${plain(reader)}`),
    `    secret    ${plain(arn ?? name)}`,
    ...(fingerprint === undefined
      ? []
      : [
          wrap(`holds the private key of ${fingerprint}, and nothing else does`, style.width, " ".repeat(14)),
        ]),
  ];
}

function localLines(
  { served }: { readonly served: boolean },
  handed: Handed | undefined,
  style: Style,
): string[] {
  return [
    ...(served
      ? []
      : [
          wrap(
            "This AWS is up only while something runs it. In another terminal, in this folder:",
            style.width,
            "    ",
          ),
          `    ${style.accent("vendor local")}`,
        ]),
    ...(handed?.readBy === "workload"
      ? []
      : [
          "    To fetch the secret as the desk that hands it over:",
          `    ${style.accent('eval "$(vendor local --env --as partner-desk)"')}`,
        ]),
  ];
}

function goneLines(phase: Phase, style: Style): string[] {
  const steps = phase.stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
  // What the proof itself brought and took away again was never the partner's.
  const brought = new Set(createdIn(phase, "seed"));
  const gone = steps
    .filter((step) => step.action === "remove" && !brought.has(step.title))
    .map((step) => step.title);
  return ["", style.bold("  What is gone"), ...[...new Set(gone)].map((title) => `    ${plain(title)}`)];
}

function createdIn(phase: Phase, name: string): string[] {
  return phase.stages.flatMap((stage) =>
    stage.type === "steps" && stage.name === name
      ? stage.steps.filter((step) => step.action === "create").map((step) => step.title)
      : [],
  );
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
