import type { Json } from "../../core/json.ts";
import { BACK } from "../prompts/questions.ts";
import type { Asking, SeriesQuestion } from "../prompts/series.ts";
import type { WizardContext } from "./context.ts";

/**
 * The question for the runbook.
 * @param partner its name, where that has to be looked up once the runbook is known
 */
export function runbookQuestion(
  context: WizardContext,
  proposed: string | undefined,
  partner: string | undefined,
): SeriesQuestion<Json> {
  return {
    name: "runbook",
    label: "runbook",
    shown: String,
    ask: (asking) => askRunbook(asking, context, proposed, partner),
  };
}

async function askRunbook(
  { prompter, back, earlier = "" }: Asking<Json>,
  { runbooks, lookUp }: WizardContext,
  proposed: string | undefined,
  partner: string | undefined,
): Promise<string | typeof BACK> {
  const choices = runbooks.map(({ name, title }) => ({ value: name, label: title, hint: name }));
  const name = await prompter.choice({
    message: "How does it connect?",
    help: "A runbook: the reviewed list of what is made, tested and taken away again for one kind of partner. `vendor runbook show NAME` prints one.",
    choices,
    initial: earlier === "" ? (proposed ?? "") : String(earlier),
    ...back,
  });
  if (name === BACK || partner === undefined) return name;
  const { problem, note } = (await lookUp?.(partner, name)) ?? {};
  if (note !== undefined) prompter.tell(note);
  if (problem === undefined) return name;
  prompter.tell(problem);
  return BACK;
}
