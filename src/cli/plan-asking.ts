import { type VendorError, vendorError } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { type PartnerState, readPartner } from "../store/partners.ts";
import { completeAll } from "./complete.ts";
import { defaultsOf, proposedBy } from "./defaults.ts";
import type { Draft, Request } from "./draft.ts";
import { toKnownError } from "./failure.ts";
import { refuseLookalikes } from "./lookalikes.ts";
import { type OnboardOptions, planFor } from "./onboard-plan.ts";
import { freePartnerFile, offerPartnerFile } from "./partner-file.ts";
import type { Prompter } from "./prompts/questions.ts";
import { errorText } from "./render/error.ts";
import type { Session } from "./session.ts";
import { askPartner } from "./wizard/ask.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** An onboarding that was asked for and planned. */
export interface AskedPlan {
  readonly request: Request;
  readonly plan: Plan;
  /** What is recorded of the partner. */
  readonly seen: PartnerState | undefined;
  readonly replan: () => Promise<Plan>;
}

/**
 * Asks for what a draft leaves open, and plans it. What is refused leads back to the answers, where any were asked for:
 * they are changed, tried again, or kept in a file.
 * @throws VendorError `notConfirmed`, or the refusal where nothing was asked or the person stops at it
 */
export async function planAsking(
  session: Session,
  place: Workplace,
  connected: Connected,
  prompter: Prompter,
  draft: Draft,
  options: OnboardOptions,
): Promise<AskedPlan> {
  const rehearse = !options.skipRehearsal && !options.skipTest;
  const asking = { refuseTaken: true, defaults: proposedBy(session), rehearse };
  let asked = await askPartner(session, place, connected, prompter, draft, asking);
  for (;;) {
    try {
      return await planOf(session, place, connected, asked.draft, options);
    } catch (thrown) {
      const refusal = toKnownError(thrown);
      if (asked.again === undefined || !REFUSALS.includes(refusal.exit)) throw thrown;
      session.host.stderr.write(`\n${errorText(refusal, session.errStyle)}\n\n`);
      const next = await asked.again(refusedBy(session, place, draft, refusal));
      if (next.stop === "keep") await keep(session, place, next.draft);
      if (next.stop !== undefined) throw thrown;
      asked = next;
    }
  }
}

/** Exit codes of what another answer, or another moment, may mend: what was asked for, what AWS and the base say to it. */
const REFUSALS: readonly number[] = [2, 3];

async function planOf(
  session: Session,
  place: Workplace,
  connected: Connected,
  draft: Draft,
  options: OnboardOptions,
): Promise<AskedPlan> {
  const [request] = completeAll([draft], defaultsOf(session), place.folders, session.host, []);
  if (request === undefined) throw vendorError("inputMissing", { what: "partner" });
  await refuseLookalikes(place.store, [request.partner]);
  const replan = () => planFor(session, place, connected, request, options);
  const seen = await readPartner(place.store, request.partner);
  return { request, plan: await replan(), seen, replan };
}

function refusedBy(session: Session, place: Workplace, { file }: Draft, { problems }: VendorError) {
  return {
    fields: problems.flatMap(({ field }) => field ?? []),
    file: (partner: string) => (file === undefined ? freePartnerFile(session, place, partner) : undefined),
  };
}

/** All that a partner file holds is answered once the review is reached. */
async function keep(session: Session, place: Workplace, draft: Draft): Promise<void> {
  const { partner = "", owner = "", runbook = "", answers: inputs } = draft;
  const loaded = loadRunbook(runbook, place.folders, session.host.cwd);
  await offerPartnerFile(session, place, { partner, owner, runbook: loaded, inputs });
}
