import type { Plan } from "../core/plan.ts";
import { type OffboardChoices, planOffboard, planOnboard } from "../runbook/planning.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { listPartners, type PartnerState, recordedInputs } from "../store/partners.ts";
import type { Session } from "./session.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** Plans again what a partner's recorded state asks for, against what exists now. */
export async function planRecorded(
  session: Session,
  { config, folders, store }: Workplace,
  { aws }: Connected,
  state: PartnerState,
): Promise<Plan> {
  const runbook = loadRunbook(state.runbook.from, folders, session.host.cwd);
  const { partner, owner, inputs, options } = state;
  const request = { config, runbook, partner, owner, inputs };
  const context = { aws, tool: session.tool };
  if (state.state === "onboarding" || state.state === "live")
    return planOnboard(
      {
        ...request,
        ...options,
        recorded: recordedInputs(state, runbook.name),
        interrupted: state.state === "onboarding",
      },
      context,
    );
  const known = (await listPartners(store)).map((other) => other.partner);
  const { data, secretRecoveryDays } = options;
  return planOffboard(
    {
      ...request,
      data: data as OffboardChoices["data"],
      secretRecoveryDays: Number(secretRecoveryDays),
      known,
      interrupted: true,
    },
    context,
  );
}
