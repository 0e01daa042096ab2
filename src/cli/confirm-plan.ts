import { vendorError } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import { planOnScreen } from "./plan-on-screen.ts";
import { prompterOn } from "./prompts/prompter.ts";
import type { Prompter } from "./prompts/questions.ts";
import type { Session } from "./session.ts";

/**
 * Shows a plan, has its documents unfolded as far as a person wants, and asks whether to go on.
 * @throws VendorError `notConfirmed` where the answer is no, or the question is left
 */
export async function confirmPlan(
  session: Session,
  prompter: Prompter,
  plan: Plan,
  question: string,
): Promise<void> {
  const screen = planOnScreen(session, prompter, plan);
  screen.show();
  for (;;) {
    const turns = screen.turns();
    const answer = await prompter.choice({
      message: question,
      choices: [
        { value: "yes", label: "Yes" },
        { value: "no", label: "No", hint: "nothing is changed" },
        ...turns.map(({ take: _, ...choice }) => choice),
      ],
      initial: "yes",
    });
    if (answer === "yes") return;
    if (answer === "no") throw vendorError("notConfirmed", { partner: plan.partner });
    await turns.find(({ value }) => value === answer)?.take();
  }
}

/** What is typed instead of a name to look closer: no name of a partner. */
const LOOK = "?";

/**
 * Shows a plan and has the partner's name typed: nobody types a name by habit. `?` unfolds documents first.
 * @throws VendorError `notConfirmed` where the question is left
 */
export async function confirmByName(session: Session, plan: Plan, question: string): Promise<void> {
  const { partner } = plan;
  const prompter = prompterOn(session, () => partner);
  const screen = planOnScreen(session, prompter, plan);
  try {
    screen.show();
    for (;;) {
      const turns = screen.turns();
      const closer = turns.length === 0 ? "" : ` (${LOOK} shows its documents)`;
      const answer = await prompter.text({
        message: `${question} Type its name to go on${closer}:`,
        check: (typed) =>
          typed === partner || (typed === LOOK && turns.length > 0)
            ? undefined
            : `Type "${partner}", or press Ctrl-C to leave everything as it is.`,
      });
      if (answer === partner) return;
      const value = await prompter.choice({
        message: "What shall be shown?",
        back: true,
        choices: turns.map(({ take: _, ...choice }) => choice),
      });
      await turns.find((turn) => turn.value === value)?.take();
    }
  } finally {
    prompter.close();
  }
}

/** @throws VendorError `inputInvalid` where `--confirm` was given and names somebody else */
export function checkConfirmed(confirm: string | undefined, partner: string): void {
  if (confirm === undefined || confirm === partner) return;
  const message = `It says ${confirm}, the partner is ${partner}.`;
  throw vendorError("inputInvalid", { what: "--confirm" }, { problems: [{ field: "--confirm", message }] });
}
