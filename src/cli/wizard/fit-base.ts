import type { Json } from "../../core/json.ts";
import { BACK } from "../prompts/questions.ts";
import type { SeriesQuestion } from "../prompts/series.ts";
import type { WizardContext } from "./context.ts";

/**
 * A question that ends with what speaks against the base, where something does. What is found while the first question
 * stands is told before the second: nobody answers many in vain. What only some runbooks need counts once it is known by
 * which one.
 * @param runbook the one that is named so far
 * @throws VendorError what speaks against the base
 */
export function onFitBase(
  question: SeriesQuestion<Json>,
  { unfit }: WizardContext,
  runbook: string | undefined,
): SeriesQuestion<Json> {
  const chosen = question.name === "runbook";
  return {
    ...question,
    ask: async (asking) => {
      // By another runbook less may be needed.
      const looking = unfit?.(chosen ? undefined : runbook);
      const answer = await question.ask(asking);
      const found =
        (await looking) ?? (chosen && answer !== BACK ? await unfit?.(String(answer)) : undefined);
      if (found !== undefined) throw found;
      return answer;
    },
  };
}
