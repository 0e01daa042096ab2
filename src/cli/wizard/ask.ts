import { loadRunbook } from "../../runbook/runbooks.ts";
import { listPartners } from "../../store/partners.ts";
import type { Defaults } from "../complete.ts";
import type { Draft } from "../draft.ts";
import { toKnownError } from "../failure.ts";
import type { Prompter } from "../prompts/questions.ts";
import type { Session } from "../session.ts";
import type { Connected, Workplace } from "../workplace.ts";
import type { WizardContext } from "./context.ts";
import { askForDraft } from "./wizard.ts";

/** What the wizard says before its first question. */
const KEYS = "? explains a question, < goes back, Ctrl-C leaves: nothing is changed.";

/** How a command's wizard differs from another's. */
export interface WizardOptions {
  /** Whether what exists under the partner's names and is nobody's speaks against the name. */
  readonly refuseTaken: boolean;
  /** What is proposed where no partner tells of it. */
  readonly defaults: Defaults;
}

/**
 * Asks a person for what a draft leaves open; names are looked up as they are answered.
 * @throws VendorError `notConfirmed`, `storeBroken`
 */
export async function askPartner(
  session: Session,
  { config, store, folders }: Workplace,
  { aws }: Connected,
  prompter: Prompter,
  draft: Draft,
  { refuseTaken, defaults }: WizardOptions,
): Promise<Draft> {
  const { host, options, command } = session;
  const obstacle = async (partner: string, name: string) => {
    try {
      const { whatIsInTheWay } = await import("../../runbook/in-the-way.ts");
      const found = await whatIsInTheWay(config, loadRunbook(name, folders, host.cwd), partner, aws);
      return found.map(({ message, hint = "" }) => `${message} ${hint}`.trim()).join("\n") || undefined;
    } catch (error) {
      return toKnownError(error).message;
    }
  };
  const context: WizardContext = {
    folders,
    paths: host,
    hide: session.hidden.keep,
    yes: options.yes === true,
    partners: await listPartners(store),
    defaults,
    ...(refuseTaken ? { obstacle } : {}),
  };
  prompter.open(`vendor ${command}\n${KEYS}`);
  return askForDraft(draft, prompter, context);
}
