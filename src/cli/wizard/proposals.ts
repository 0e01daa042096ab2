import type { InputSpec } from "../../runbook/types.ts";
import type { PartnerState } from "../../store/partners.ts";
import type { Proposal } from "./inputs.ts";

/** What earlier partners propose for a new one, or for themselves. */
export interface Proposals {
  readonly owner?: string;
  /** As it was named. */
  readonly runbook?: string;
  input(spec: InputSpec, runbook: string): Proposal | undefined;
}

/**
 * A partner that is known proposes all that is recorded of it. A new one is proposed what the partner before it shares
 * with its kind: owner, runbook and choices; never a key, an account or any other text about another company.
 */
export function proposalsOf(partners: readonly PartnerState[], partner: string | undefined): Proposals {
  const own = partners.find((state) => state.partner === partner);
  const source = own ?? latest(partners);
  if (source === undefined) return { input: () => undefined };
  const same = own !== undefined;
  return {
    owner: source.owner,
    runbook: source.runbook.from,
    input({ name, type }, runbook) {
      const value = source.runbook.name === runbook ? source.inputs[name] : undefined;
      const shared = type === "choice" || type === "boolean";
      return value === undefined || !(same || shared) ? undefined : { value, same };
    },
  };
}

function latest(partners: readonly PartnerState[]): PartnerState | undefined {
  return [...partners].sort((one, other) => (one.since < other.since ? 1 : -1))[0];
}
