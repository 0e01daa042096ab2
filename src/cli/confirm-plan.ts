import { vendorError } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import { planOnScreen } from "./plan-on-screen.ts";
import { prompterOn } from "./prompts/prompter.ts";
import { BACK, type Prompter } from "./prompts/questions.ts";
import type { Session } from "./session.ts";

/**
 * Shows a plan, has its documents unfolded as far as a person wants, and asks whether to go on.
 * @param back whether there are answers to go back to
 * @returns whether the answer is yes
 * @throws VendorError `notConfirmed` where the question is left
 */
export async function confirmPlan(
  session: Session,
  prompter: Prompter,
  plan: Plan,
  question: string,
  back = false,
): Promise<boolean> {
  const screen = planOnScreen(session, prompter, plan);
  screen.show();
  for (;;) {
    const turns = screen.turns();
    const answer = await prompter.choice({
      message: question,
      choices: [
        { value: "yes", label: "Yes" },
        {
          value: "no",
          label: "No",
          hint: back ? "back to the answers; nothing is changed" : "nothing is changed",
        },
        ...turns.map(({ take: _, ...choice }) => choice),
      ],
      initial: "yes",
      ...(back ? { back } : {}),
    });
    if (answer === "yes") return true;
    if (answer === "no" || answer === BACK) return false;
    await turns.find(({ value }) => value === answer)?.take();
  }
}

/** What is typed instead of a name to look closer: no name of a partner. */
const LOOK = "?";

/** {@link typeName}, with nothing to go back to. @throws VendorError `notConfirmed` where the question is left */
export async function confirmByName(session: Session, plan: Plan, question: string): Promise<void> {
  const prompter = prompterOn(session, () => plan.partner);
  try {
    await typeName(session, prompter, plan, question, false);
  } finally {
    prompter.close();
  }
}

/**
 * Shows a plan and has the partner's name typed: nobody types a name by habit. `?` unfolds documents first.
 * @param back whether there are answers to go back to, by `<` or by a typed no
 * @returns whether the name was typed
 * @throws VendorError `notConfirmed` where the question is left
 */
export async function typeName(
  session: Session,
  prompter: Prompter,
  plan: Plan,
  question: string,
  back: boolean,
): Promise<boolean> {
  const { partner } = plan;
  const screen = planOnScreen(session, prompter, plan);
  const isNo = (typed: string) => back && typed !== partner && ["no", "n"].includes(typed.toLowerCase());
  const otherwise = back
    ? "< to go back to the answers, or press Ctrl-C to leave everything as it is."
    : "or press Ctrl-C to leave everything as it is.";
  screen.show();
  for (;;) {
    const turns = screen.turns();
    const keys = [
      ...(turns.length === 0 ? [] : [`${LOOK} shows its documents`]),
      ...(back ? ["< goes back to the answers"] : []),
    ];
    const answer = await prompter.text({
      message: `${question} Type its name to go on${keys.length === 0 ? "" : ` (${keys.join(", ")})`}:`,
      ...(back ? { back } : {}),
      check: (typed) =>
        typed === partner || isNo(typed) || (typed === LOOK && turns.length > 0)
          ? undefined
          : `Type "${partner}", ${otherwise}`,
    });
    if (answer === partner) return true;
    if (answer === BACK || isNo(answer)) return false;
    const value = await prompter.choice({
      message: "What shall be shown?",
      back: true,
      choices: turns.map(({ take: _, ...choice }) => choice),
    });
    await turns.find((turn) => turn.value === value)?.take();
  }
}

/** @throws VendorError `inputInvalid` where `--confirm` was given and names somebody else */
export function checkConfirmed(confirm: string | undefined, partner: string): void {
  if (confirm === undefined || confirm === partner) return;
  const message = `It says ${confirm}, the partner is ${partner}.`;
  throw vendorError("inputInvalid", { what: "--confirm" }, { problems: [{ field: "--confirm", message }] });
}
