import { codeOf, VendorError } from "../../core/errors.ts";
import { usesServer } from "../../runbook/base-needs.ts";
import type { Outlook } from "../../runbook/in-the-way.ts";
import { fitBase } from "../../runbook/planning.ts";
import { listRunbooks, loadRunbook } from "../../runbook/runbooks.ts";
import { listPartners } from "../../store/partners.ts";
import type { Defaults } from "../complete.ts";
import type { Draft } from "../draft.ts";
import { toKnownError } from "../failure.ts";
import type { Prompter } from "../prompts/questions.ts";
import type { Session } from "../session.ts";
import type { Connected, Workplace } from "../workplace.ts";
import type { Verdict, WizardContext } from "./context.ts";
import { type Asked, askForDraft } from "./wizard.ts";

/** What the wizard says before its first question. */
const KEYS = "? explains a question, < goes back, Ctrl-C leaves: nothing is changed.";

/** From here on it is told how many more partners fit. */
const FEW = 25;

/** How a command's wizard differs from another's. */
export interface WizardOptions {
  /** Whether what exists under the partner's names and is nobody's speaks against the name. */
  readonly refuseTaken: boolean;
  /** What is proposed where no partner tells of it. */
  readonly defaults: Defaults;
  /** Whether a rehearsal comes before anything is changed: the base must have what it needs. */
  readonly rehearse: boolean;
  /** {@link WizardContext.answered}. */
  readonly answered: (draft: Draft) => void;
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
  { refuseTaken, defaults, rehearse, answered }: WizardOptions,
): Promise<Asked> {
  const { host, options, command } = session;
  const load = memoized((name: string) => loadRunbook(name, folders, host.cwd));
  const lookUp = async (partner: string, name: string): Promise<Verdict> => {
    try {
      const { outlookOf } = await import("../../runbook/in-the-way.ts");
      return verdictOf(await outlookOf(config, load(name), partner, aws));
    } catch (error) {
      if (error instanceof VendorError && error.code === codeOf("baseLacks"))
        return { problem: `${error.message} ${error.hint}` };
      return { note: `AWS could not be asked about this name: ${toKnownError(error).message}` };
    }
  };
  // Runbooks that need no more than all do share one look.
  const looked = memoized((name: string | undefined) =>
    fitBase(config, rehearse, aws, name === undefined ? undefined : load(name)).then(
      () => undefined,
      toKnownError,
    ),
  );
  const context: WizardContext = {
    title: `vendor ${command}\n${KEYS}`,
    runbooks: listRunbooks(folders),
    load,
    paths: host,
    hide: session.hidden.keep,
    yes: options.yes === true,
    partners: await listPartners(store),
    defaults,
    answered,
    unfit: (name) => looked(name !== undefined && usesServer(load(name)) ? name : undefined),
    ...(refuseTaken ? { lookUp } : {}),
  };
  return askForDraft(draft, prompter, context);
}

/** `make`, which is asked once for each name: questions are laid out anew after every answer. */
function memoized<K, T>(make: (name: K) => T): (name: K) => T {
  const known = new Map<K, T>();
  return (name) => {
    const found = known.get(name) ?? make(name);
    known.set(name, found);
    return found;
  };
}

function verdictOf({ problems, fits }: Outlook): Verdict {
  const problem = problems.map(({ message, hint = "" }) => `${message} ${hint}`.trim()).join("\n");
  if (problem !== "") return { problem };
  if (fits === undefined || fits.count > FEW) return {};
  const more = fits.count - 1;
  const partners = more === 1 ? "one more partner" : `${more} more partners`;
  return {
    note: `After this one there is room for ${more === 0 ? "none" : partners} like it: by the ${fits.of}.`,
  };
}
