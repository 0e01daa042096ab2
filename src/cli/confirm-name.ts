import { vendorError } from "../core/errors.ts";
import { prompterOn } from "./prompts/prompter.ts";
import type { Session } from "./session.ts";

/**
 * Shows what is about to happen and has the partner's name typed: nobody types a name by habit.
 * @throws VendorError `stopped` where the question is left
 */
export async function confirmByName(session: Session, shown: string, partner: string, question: string) {
  session.host.stderr.write(`\n${shown}\n\n`);
  const prompter = prompterOn(session, () => partner);
  try {
    await prompter.text({
      message: question,
      check: (answer) =>
        answer === partner ? undefined : `Type "${partner}", or press Ctrl-C to leave everything as it is.`,
    });
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
