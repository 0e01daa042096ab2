import type { Json } from "../../core/json.ts";
import { operatorPolicy } from "../../resources/operator-policy.ts";
import { operatorValuesOf } from "../operator-values.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { inWorkplace, withAws } from "../workplace.ts";

/** `vendor policy operator`: the operator's least privilege for the configuration, from what the kinds declare. */
export async function policyOperator(
  session: Session,
  { role }: { readonly role?: string },
): Promise<CommandResult> {
  return inWorkplace(session, async (place) => {
    const operator = role ?? (await withAws(session, place, async ({ caller }) => caller));
    const policy = operatorPolicy(operatorValuesOf(place.config, operator));
    return {
      outcome: "done",
      text: JSON.stringify(policy, undefined, 2),
      data: { policy: policy as unknown as Json },
    };
  });
}
