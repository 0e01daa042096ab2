import { formatDuration } from "../../core/duration.ts";
import { type Left, type Plan, stepsOf } from "../../core/plan.ts";
import type { Style } from "./style.ts";
import { counted, hang, plain, wrap } from "./text.ts";

/** What a run that did not end well leaves behind. */
export interface Aftermath {
  readonly outcome: {
    readonly run: string;
    readonly plan: Plan;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly outcome: string;
    readonly calls: readonly { readonly step: string }[];
    readonly left: readonly Left[];
  };
  /** Whether what failed was to be rolled back. */
  readonly rollback: boolean;
  /** Where the audit record of it is; absent where there is none. */
  readonly audit?: { readonly log: string; readonly seq: number };
  /** The command line that it was. */
  readonly again: string;
  /** The command that goes on with the run, or tries again what a roll-back left. */
  readonly resume: string;
}

/** Names that are listed before the rest is counted. */
const LISTED = 8;

/** The part of a roll-back in the ID of its steps: `PHASE/rollback/…/RESOURCE`. */
const ROLLBACK = "/rollback/";

/** What was undone, what is left with the commands for it, and where the record is: what an error alone does not tell. */
export function aftermathLines(aftermath: Aftermath, style: Style): string[] {
  const { outcome, audit } = aftermath;
  const { run, left, startedAt, finishedAt } = outcome;
  const took = formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  const undone = undoneBy(outcome);
  return [
    fact("run", `${run}, ${standing(aftermath, took)}`, style),
    ...(undone.length === 0
      ? []
      : [
          fact("undone", `${counted(undone.length, "resource")} that it had made or changed`, style),
          ...undone.slice(0, LISTED).map((title) => hang("             ", plain(title), style.width, 14)),
          ...(undone.length > LISTED ? [`              and ${undone.length - LISTED} more`] : []),
        ]),
    ...(left.length === 0
      ? []
      : [fact("left", `${counted(left.length, "resource")}; these commands would undo it:`, style)]),
    ...left.flatMap((one) => leftLines(one, style)),
    ...(audit === undefined ? [] : [fact("audit", `record ${audit.seq} of ${audit.log}`, style)]),
  ];
}

/** The command that comes next, in one line to be copied; nothing where the error's hint ends with it in one line. */
export function nextLines({ outcome, again, resume }: Aftermath, hint: string, style: Style): string[] {
  const goesOn = outcome.left.length > 0 || outcome.outcome === "interrupted";
  const next = goesOn ? resume : again;
  if (hint.endsWith(next) && hint.length + 2 <= style.width) return [];
  const name = goesOn ? "go on" : "again";
  if (style.accessible) return [`  ${name}: ${plain(next)}`];
  return [`  ${style.dim(name.padEnd(11))} ${style.accent(plain(next))}`];
}

function standing({ outcome: { outcome, plan, left }, rollback }: Aftermath, took: string): string {
  if (outcome === "rolled-back") return `rolled back after ${took}: everything is as before`;
  if (outcome === "interrupted") return `stopped after ${took}: what is done stays, and the run can go on`;
  if (left.length > 0) return `rolled back after ${took}, but for what is left`;
  if (plan.command === "offboard") return `stopped after ${took}: what was frozen or removed stays so`;
  return `failed after ${took}${rollback ? "" : ": left as it is, as --no-rollback says"}`;
}

/** What a roll-back called something for, by name. */
function undoneBy({ plan, calls, left }: Aftermath["outcome"]): readonly string[] {
  const remaining = new Set(left.map(({ what }) => what));
  const titles = calls.flatMap(({ step }) => {
    if (!step.includes(ROLLBACK)) return [];
    const phase = plan.phases.find(({ name }) => step.startsWith(`${name}/`));
    const resource = step.split("/").at(-1);
    const known = phase === undefined ? undefined : stepsOf(phase).find((one) => one.resource === resource);
    return [known?.title ?? step];
  });
  return [...new Set(titles)].filter((title) => !remaining.has(title));
}

function leftLines({ what, why, commands }: Left, style: Style): string[] {
  return [
    hang(`    ${style.bad("✗")}`, `${plain(what)}: ${plain(why)}`, style.width, 6),
    ...commands.map((command) => `      ${plain(command)}`),
  ];
}

/** A named fact. A command or a path that is wider than the terminal stays whole. */
export function fact(name: string, text: string, style: Style): string {
  if (style.accessible) return `  ${name}: ${plain(text)}`;
  return hang(`  ${style.dim(name.padEnd(11))}`, wrap(plain(text), style.width - 14), style.width, 14);
}
