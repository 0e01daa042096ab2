import type { Plan } from "../core/plan.ts";
import type { RunOutcome } from "../engine/types.ts";
import {
  isUnderWay,
  type PartnerState,
  type PartnerStatus,
  removePartner,
  unfinishedRuns,
  writePartner,
} from "../store/partners.ts";
import type { Store } from "../store/store.ts";
import { newRunId } from "./run-id.ts";
import type { Session } from "./session.ts";
import { type Done, untestedAfter, untestednessOf } from "./untested.ts";
import type { Workplace } from "./workplace.ts";

/** A plan that is run, and where its partner's state is kept. */
export interface Kept {
  readonly session: Session;
  readonly place: Workplace;
  readonly plan: Plan;
}

/** What a state says while a command's run is under way, and once it is done. */
const STATES = {
  adopt: { during: "adopting", after: "adopted" },
  test: { during: "testing", after: "live" },
  onboard: { during: "onboarding", after: "live" },
  offboard: { during: "offboarding", after: "offboarded" },
} as const satisfies Record<Plan["command"], { during: PartnerStatus; after: PartnerStatus }>;

function stateOf({ session, plan }: Kept, run: string, state: PartnerStatus): PartnerState {
  const { partner, runbook, owner, inputs, options } = plan;
  return {
    partner,
    state,
    runbook,
    owner,
    inputs,
    options,
    run,
    since: new Date(session.host.clock.now()).toISOString(),
  };
}

/** While a run is under way, and after it where it did not get to its end: with all that is needed to go on. */
export function duringState(kept: Kept, run: string, before: PartnerState | undefined): PartnerState {
  const state = stateOf(kept, run, STATES[kept.plan.command].during);
  const attempts = unfinishedRuns(before);
  const settled = attempts.length === 0 ? before : before?.settled;
  return {
    ...state,
    ...(attempts.length === 0 ? {} : { attempts }),
    ...(settled === undefined ? {} : { settled }),
  };
}

/** Keeps where the partner stands now. What was rolled back stands where it stood before. */
export async function settle(
  kept: Kept,
  outcome: RunOutcome,
  before: PartnerState | undefined,
  audit: { seq: number; hash: string },
): Promise<void> {
  const { store } = kept.place;
  const { command, partner } = kept.plan;
  if (command === "test" ? isOver(outcome) : outcome.outcome === "rolled-back" && outcome.left.length === 0) {
    const earlier = before?.state === STATES[command].during ? before.settled : before;
    return restore(store, partner, earlier && { ...afterTest(earlier, doneBy(kept, outcome)), audit });
  }
  const done = outcome.outcome === "done" || outcome.outcome === "no-changes";
  const state = done
    ? {
        ...stateOf(kept, outcome.run, STATES[command].after),
        ...beforeAdoption(command, before),
        ...untestedAfter(before, doneBy(kept, outcome)),
      }
    : duringState(kept, outcome.run, before);
  return writePartner(store, { ...state, audit });
}

/** A partner as it stood before, and what a test says of it now; nothing where the run was none. */
function afterTest(earlier: PartnerState, done: Done): PartnerState {
  if (done.command !== "test") return earlier;
  const { untested: _, livedUntested: __, ...state } = earlier;
  return { ...state, ...untestedAfter(earlier, done) };
}

/** What a run did about testing. */
function doneBy({ session, plan }: Kept, outcome: RunOutcome): Done {
  const { skipTest } = plan.options;
  return {
    command: plan.command,
    ...(typeof skipTest === "string" ? { skipTest } : {}),
    tested:
      plan.command === "test"
        ? outcome.outcome === "done"
        : outcome.probes.some(({ phase }) => phase === "live"),
    at: new Date(session.host.clock.now()).toISOString(),
  };
}

/** Whether a test has taken away all that it brought: what is kept of the partner is then what was kept before. */
function isOver({ outcome, left }: RunOutcome): boolean {
  return outcome !== "interrupted" && left.length === 0;
}

/** Lets a partner stand where it stood before. */
function restore(store: Store, partner: string, earlier: PartnerState | undefined): Promise<void> {
  return earlier === undefined ? removePartner(store, partner) : writePartner(store, earlier);
}

/** What a partner was before something was taken over for it: the onboarding that follows must know it. */
function beforeAdoption(
  command: Plan["command"],
  before: PartnerState | undefined,
): Pick<PartnerState, "settled"> {
  const settled = before === undefined || isUnderWay(before) ? before?.settled : before;
  return command !== "adopt" || settled === undefined ? {} : { settled };
}

/**
 * Whether runs before have done what no audit record says yet: where nothing is left to do, that is recorded all the
 * same. An adoption that has nothing to do has not been begun either.
 */
export function isUnrecorded({ plan }: Pick<Kept, "plan">, before: PartnerState | undefined): boolean {
  return plan.command !== "adopt" && unfinishedRuns(before).length > 0;
}

/** What is kept where a plan has nothing to run: a state that was lost is written again. */
export async function settleUnchanged(kept: Kept, before: PartnerState | undefined): Promise<void> {
  const { plan, place, session } = kept;
  const { during, after } = STATES[plan.command];
  if (plan.command === "adopt") {
    if (before?.state === during) await restore(place.store, plan.partner, before.settled);
  } else if (before?.state !== after) {
    const run = before?.run ?? newRunId(plan.partner, session.host);
    await writePartner(place.store, { ...stateOf(kept, run, after), ...untestednessOf(before) });
  }
}
