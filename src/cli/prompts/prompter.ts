import { vendorError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import type { Session } from "../session.ts";
import { drawnAsker } from "./drawn.ts";
import {
  type Answer,
  type BACK,
  type ChoiceQuestion,
  LEFT,
  type Outcome,
  type Prompter,
  type Question,
  type SecretQuestion,
  type TextQuestion,
  type YesNoQuestion,
} from "./questions.ts";
import { spokenAsker } from "./spoken.ts";

/**
 * Prompts on stderr, so that stdout stays the result: drawn where lines can be redrawn, else read line by line.
 * @param subject who is asked about, for the message on Ctrl-C
 */
export function prompterOn(
  { host, errStyle }: Pick<Session, "host" | "errStyle">,
  subject: () => string,
): Prompter {
  const asker = errStyle.redraw ? drawnAsker(host, errStyle) : spokenAsker(host, errStyle);
  const ended = <T>(outcome: Outcome<T>): T | typeof BACK => {
    if (outcome !== LEFT) return outcome;
    asker.done("Nothing was changed.");
    throw vendorError("notConfirmed", { partner: subject() });
  };
  // A question that does not lead back is never answered by it.
  const answered = <Q extends Question, T>(outcome: Outcome<T>) => ended(outcome) as Answer<Q, T>;
  return {
    open: asker.open,
    text: async <Q extends TextQuestion>(question: Q) => answered<Q, string>(await asker.text(question)),
    secret: async <Q extends SecretQuestion>(question: Q) =>
      answered<Q, Secret>(await asker.secret(question)),
    choice: async <Q extends ChoiceQuestion>(question: Q) =>
      answered<Q, string>(await asker.choice(question)),
    yesNo: async <Q extends YesNoQuestion>(question: Q) => answered<Q, boolean>(await asker.yesNo(question)),
    tell: asker.tell,
    show: asker.show,
    done: asker.done,
    close: asker.close,
  };
}
