import { vendorError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { shellWord } from "../core/shell-word.ts";
import { placeFlags } from "./flags.ts";
import type { PlanFormat } from "./options.ts";
import { commandOf, writePlanFile } from "./plan-file.ts";
import { planText } from "./render/plan.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";

/** Options that stop a command at its plan. */
export interface Stopping {
  readonly dryRun?: boolean;
  readonly planOut?: string;
  readonly format?: PlanFormat;
  readonly exitCode?: boolean;
}

/** Whether a command stops at its plan. */
export function stopsAtPlan({ dryRun, planOut }: Pick<Stopping, "dryRun" | "planOut">): boolean {
  return dryRun === true || planOut !== undefined;
}

/**
 * Refuses a format for what is not printed.
 * @throws VendorError `usageInvalid`
 */
export function checkFormat(
  { options, command }: Session,
  { dryRun, planOut, format }: Pick<Stopping, "dryRun" | "planOut" | "format">,
): void {
  if (format === undefined) return;
  if (!dryRun && planOut === undefined)
    throw vendorError("usageInvalid", {
      what: "--format says how a plan is printed: give --dry-run with it.",
      command,
    });
  if (options.json)
    throw vendorError("usageInvalid", {
      what: "--json prints events, of which the last holds the plan, and --format a plan by itself: give one of them.",
      command,
    });
}

/** The result of a command that stops at its plan, or `undefined` where it goes on. */
export async function planned(
  session: Session,
  plan: Plan,
  { dryRun, planOut, format = "text", exitCode }: Stopping,
): Promise<CommandResult | undefined> {
  if (!dryRun && planOut === undefined) return undefined;
  const file = planOut === undefined ? undefined : writePlanFile(planOut, plan, session.host);
  const next = `Apply exactly this: vendor ${commandOf(plan)} --plan ${shellWord(planOut ?? "")}${plan.command !== "onboard" ? ` --confirm ${plan.partner}` : ""}${placeFlags(session.options)}`;
  const written = file === undefined ? undefined : `Written to ${file}\n${next}`;
  // What is for another program, or for a page, holds the plan alone.
  if (written !== undefined && format !== "text") session.say(written);
  const text = await shownAs(format, plan, session);
  return {
    outcome: isNoOp(plan) ? "no-changes" : "planned",
    partner: plan.partner,
    text: written === undefined || format !== "text" ? text : `${text}\n\n${written}`,
    data: { plan: plan as unknown as Json, ...(file === undefined ? {} : { file }) },
    ...(exitCode && !isNoOp(plan) ? { exit: 10 } : {}),
  };
}

/** The result of several plans: in a format that is not for people at a terminal, what is said of them all goes aside. */
export function asideFrom(
  { say }: Session,
  result: CommandResult,
  { format = "text" }: Stopping,
): CommandResult {
  if (format === "text") return result;
  const { text, ...rest } = result;
  if (text !== undefined) say(text);
  return rest;
}

async function shownAs(format: PlanFormat, plan: Plan, { outStyle }: Session): Promise<string> {
  if (format === "text") return planText(plan, outStyle, "all");
  if (format === "json") return asciiJson(plan);
  const { planPage } = await import("./page/plan.ts");
  const { markdownOf } = await import("./page/markdown.ts");
  return markdownOf(planPage(plan)).trimEnd();
}

/** JSON in ASCII: no terminal or locale on its way changes a character, and so the digest. */
function asciiJson(plan: Plan): string {
  return JSON.stringify(plan, undefined, 2).replace(
    /[^\0-\u007f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
