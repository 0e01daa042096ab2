import type { Json } from "../core/json.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import { shellWord } from "../core/shell-word.ts";
import { placeFlags } from "./flags.ts";
import { writePlanFile } from "./plan-file.ts";
import { planText } from "./render/plan.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";

/** Options that stop a command at its plan. */
export interface Stopping {
  readonly dryRun?: boolean;
  readonly planOut?: string;
  readonly exitCode?: boolean;
}

/** The result of a command that stops at its plan, or `undefined` where it goes on. */
export async function planned(
  session: Session,
  plan: Plan,
  { dryRun, planOut, exitCode }: Stopping,
): Promise<CommandResult | undefined> {
  if (!dryRun && planOut === undefined) return undefined;
  const file = planOut === undefined ? undefined : writePlanFile(planOut, plan, session.host);
  const next = `Apply exactly this: vendor ${plan.command} --plan ${shellWord(planOut ?? "")}${plan.command !== "onboard" ? ` --confirm ${plan.partner}` : ""}${placeFlags(session.options)}`;
  const text = planText(plan, session.outStyle, "full");
  return {
    outcome: isNoOp(plan) ? "no-changes" : "planned",
    partner: plan.partner,
    text: file === undefined ? text : `${text}\n\nWritten to ${file}\n${next}`,
    data: { plan: plan as unknown as Json, ...(file === undefined ? {} : { file }) },
    ...(exitCode && !isNoOp(plan) ? { exit: 10 } : {}),
  };
}
