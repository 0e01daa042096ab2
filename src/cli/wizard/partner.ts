import type { Json } from "../../core/json.ts";
import { checkPartnerName } from "../../runbook/inputs.ts";
import type { PartnerState } from "../../store/partners.ts";
import { lookalike, nearName } from "../lookalikes.ts";
import { PRIVATE_KEY_MARK } from "../prompts/guarded-input.ts";
import { BACK } from "../prompts/questions.ts";
import type { Asking, SeriesQuestion } from "../prompts/series.ts";
import type { WizardContext } from "./context.ts";

/** The question for the partner's name. @param runbook by which it connects, where that is settled already */
export function partnerQuestion(context: WizardContext, runbook: string | undefined): SeriesQuestion<Json> {
  return {
    name: "partner",
    label: "partner",
    shown: String,
    ask: (asking) => askPartner(asking, context, runbook),
  };
}

async function askPartner(
  { prompter, back, earlier }: Asking<Json>,
  { partners, lookUp }: WizardContext,
  runbook: string | undefined,
): Promise<string | typeof BACK> {
  const active = partners.filter(({ state }) => state !== "offboarded");
  const names = active.map(({ partner }) => partner);
  const syntax = required(checkPartnerName);
  const notes: string[] = [];
  let initial = earlier === undefined ? "" : String(earlier);
  for (;;) {
    const name = await prompter.text({
      message: "Which partner is it?",
      help: "A short name for the company, e.g. acme: lower-case letters, digits and hyphens. Its role, folder, user and secret are named after it, so it can't be changed later.",
      placeholder: "e.g. acme",
      initial,
      ...back,
      check: (text) => {
        notes.length = 0;
        const problem = syntax(text) ?? lookalike(names, text)?.message;
        if (problem !== undefined || lookUp === undefined || runbook === undefined || names.includes(text))
          return problem;
        return lookUp(text, runbook).then((verdict) => {
          if (verdict.note !== undefined) notes.push(verdict.note);
          return verdict.problem;
        });
      },
    });
    for (const note of notes) prompter.tell(note);
    const known = active.find(({ partner }) => partner === name);
    if (name === BACK) return BACK;
    const near = nearName(names, name);
    if (known === undefined && near === undefined) return name;
    const meant = await prompter.yesNo(
      known === undefined ? isAnother(name, String(near)) : isChanged(known),
    );
    if (meant === true) return name;
    initial = name;
  }
}

function isAnother(name: string, near: string) {
  return {
    message: `There is a partner ${near} already. Is ${name} another company?`,
    help: "The two names are easily mistaken for each other. No asks for the name again.",
    initial: false,
    back: true,
  } as const;
}

function isChanged(known: PartnerState) {
  return {
    message: `${describe(known)} Change it?`,
    help: "What is recorded of it is proposed as your answers. The plan shows what would change; where nothing does, nothing is done. No asks for another name.",
    initial: true,
    back: true,
  } as const;
}

function describe({ partner, state, since, runbook, owner }: PartnerState): string {
  return `There is a partner ${partner} already: ${state} since ${since.slice(0, 10)}, by ${runbook.name}, of ${owner}.`;
}

/** A check that also refuses an empty answer, and a private key. */
export function required(
  check: (value: string) => string | undefined,
): (value: string) => string | undefined {
  return (value) => {
    if (value === "") return "Needed.";
    return value === PRIVATE_KEY_MARK ? "That was a private key: it does not belong here." : check(value);
  };
}
