import type { LastMet } from "../audit/last-met.ts";
import type { VendorError } from "../core/errors.ts";
import type { Plan, Step } from "../core/plan.ts";
import type { PartnerState } from "../store/partners.ts";
import { toKnownError } from "./failure.ts";

/** How one partner stands: recorded, and live. */
export interface Standing {
  readonly state: PartnerState;
  /** Steps that would make it as recorded; none is needed where it is. */
  readonly steps: readonly Step[];
  readonly drifted: boolean;
  /** Why it can't be compared with what exists. */
  readonly problem?: VendorError;
  /** Its own servers as they were last met, where it lives and has any. */
  readonly met?: LastMet;
}

/** Compares a partner with what exists. @param plan plans what a recorded state asks for */
export async function standingOf(
  state: PartnerState,
  plan: (recorded: PartnerState) => Promise<Plan>,
): Promise<Standing> {
  if (state.state === "offboarded") return { state, steps: [], drifted: false };
  try {
    // Whether it is as recorded shows against what it shall be, also in the middle of going away.
    const steps = stepsOf(await plan({ ...state, state: "live", options: { skipRehearsal: "status" } }));
    return { state, steps, drifted: state.state !== "live" || steps.some((step) => step.action !== "none") };
  } catch (thrown) {
    // One partner in trouble must not hide the others.
    return { state, steps: [], drifted: true, problem: toKnownError(thrown) };
  }
}

function stepsOf(plan: Plan): readonly Step[] {
  return plan.phases
    .filter((phase) => phase.name === "live")
    .flatMap((phase) =>
      phase.stages.flatMap((stage) => (stage.type === "steps" && stage.name === "apply" ? stage.steps : [])),
    );
}
