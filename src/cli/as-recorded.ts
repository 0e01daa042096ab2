import { activeInputs, completeInputs } from "../runbook/inputs.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { readPartner } from "../store/partners.ts";
import type { Draft } from "./draft.ts";
import type { Workplace } from "./workplace.ts";

/**
 * A draft where nobody is asked: what flags leave open of a partner that is known stays as it is recorded, so that
 * onboarding again takes nothing away that nobody spoke of. `--set NAME=` clears an answer. A partner file says all of it.
 * @param cwd from where a runbook's path is meant
 */
export async function asRecorded(place: Workplace, draft: Draft, cwd: string): Promise<Draft> {
  if (draft.file !== undefined || draft.partner === undefined) return draft;
  const state = await readPartner(place.store, draft.partner);
  if (state === undefined || state.state === "offboarded") return draft;
  const { owner = state.owner, runbook = state.runbook.from } = draft;
  const { name, inputs } = loadRunbook(runbook, place.folders, cwd);
  if (name !== state.runbook.name) return { ...draft, owner, runbook };
  const answers = { ...state.inputs, ...draft.answers };
  const apply = new Set(activeInputs(inputs, completeInputs(inputs, answers)).map((spec) => spec.name));
  const kept = Object.entries(state.inputs).filter(([input]) => apply.has(input));
  return { ...draft, owner, runbook, answers: { ...Object.fromEntries(kept), ...draft.answers } };
}
