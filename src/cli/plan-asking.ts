import { vendorError } from "../core/errors.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { answeredCommand } from "./answered-command.ts";
import { proposedBy } from "./defaults.ts";
import type { Draft } from "./draft.ts";
import { toKnownError } from "./failure.ts";
import { freePartnerFile, offerPartnerFile } from "./partner-file.ts";
import { prompterOn } from "./prompts/prompter.ts";
import type { Prompter } from "./prompts/questions.ts";
import { errorText } from "./render/error.ts";
import type { Session } from "./session.ts";
import { askPartner, type WizardOptions } from "./wizard/ask.ts";
import type { Asked, Unagreed } from "./wizard/wizard.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** What a command does with the answers of a person. */
export interface PlanningWay<P> {
  readonly asking: Pick<WizardOptions, "refuseTaken" | "rehearse">;
  /** The command's own options as they were given, for the command that goes on. */
  readonly flags: readonly string[];
  /** Makes of the answers what is to be agreed to. @throws VendorError where it is refused */
  plan(draft: Draft): Promise<P>;
  /**
   * Whether the person goes on with it.
   * @param back whether a no leads back to the answers
   * @throws VendorError `notConfirmed` where the question is left; what speaks against it by then
   */
  agree(made: P, prompter: Prompter, back: boolean): Promise<boolean>;
}

/** Exit codes of what another answer, or another moment, may mend: what was asked for, what AWS and the base say to it. */
const REFUSALS: readonly number[] = [2, 3];

/**
 * Asks for what a draft leaves open, and plans it until it is agreed to. What is refused, and a no, lead back to the
 * answers, where any were asked for: they are changed, tried again, kept in a file, or shown as the command that goes on.
 * @throws VendorError `notConfirmed`, or the refusal where nothing was asked or the person stops at it
 */
export async function planAsking<P>(
  session: Session,
  place: Workplace,
  connected: Connected,
  draft: Draft,
  way: PlanningWay<P>,
): Promise<P> {
  let answered: Draft | undefined;
  const heard = (now: Draft | undefined) => {
    answered = now;
  };
  const asking = { ...way.asking, defaults: proposedBy(session), answered: heard };
  const prompter = prompterOn(session, () => answered?.partner ?? draft.partner ?? "the partner");
  try {
    let asked: Asked = await askPartner(session, place, connected, prompter, draft, asking);
    for (;;) {
      const tried = await attempt(session, prompter, asked, way);
      if ("made" in tried) return tried.made;
      const next = await tried.again({
        ...tried.unagreed,
        file: (partner) => (draft.file === undefined ? freePartnerFile(session, place, partner) : undefined),
      });
      if (next.stop === "keep") {
        heard(undefined);
        await keep(session, place, next.draft);
      }
      if (next.stop !== undefined) throw tried.reason;
      asked = next;
    }
  } catch (thrown) {
    prompter.close();
    if (answered !== undefined) showCommand(session, answered, way.flags);
    throw thrown;
  } finally {
    prompter.close();
  }
}

/** What an attempt comes to: what was agreed to, or the way back and what the command ends with where it is not taken. */
type Attempt<P> =
  | { readonly made: P }
  | {
      readonly unagreed: Pick<Unagreed, "why" | "fields">;
      readonly reason: unknown;
      readonly again: NonNullable<Asked["again"]>;
    };

async function attempt<P>(
  session: Session,
  prompter: Prompter,
  { draft, again }: Asked,
  way: PlanningWay<P>,
): Promise<Attempt<P>> {
  try {
    const made = await way.plan(draft);
    if (await way.agree(made, prompter, again !== undefined)) return { made };
    const reason = vendorError("notConfirmed", { partner: draft.partner ?? "the partner" });
    if (again === undefined) throw reason;
    return { unagreed: { why: "declined", fields: [] }, reason, again };
  } catch (thrown) {
    const refusal = toKnownError(thrown);
    if (again === undefined || !REFUSALS.includes(refusal.exit)) throw thrown;
    session.host.stderr.write(`\n${errorText(refusal, session.errStyle)}\n\n`);
    const fields = refusal.problems.flatMap(({ field }) => field ?? []);
    return { unagreed: { why: "refused", fields }, reason: thrown, again };
  }
}

/** All that a partner file holds is answered once the review is reached. */
async function keep(session: Session, place: Workplace, draft: Draft): Promise<void> {
  const { partner = "", owner = "", runbook = "", answers: inputs } = draft;
  const loaded = loadRunbook(runbook, place.folders, session.host.cwd);
  await offerPartnerFile(session, place, { partner, owner, runbook: loaded, inputs });
}

/** In one line, to be copied: a terminal wraps what is wider than it. */
function showCommand(session: Session, draft: Draft, flags: readonly string[]): void {
  const command = answeredCommand(session, draft, flags);
  session.host.stderr.write(`\nGo on with what was answered:\n${session.errStyle.accent(command)}\n\n`);
}
