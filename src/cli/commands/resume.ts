import type { Command } from "commander";
import type { PartnerState } from "../../store/partners.ts";
import type { CommandModule, Invoke } from "../command.ts";
import { RUN_EXITS } from "../exits.ts";
import { addHiddenOption, addLockOption, type HiddenOptions, type LockOptions } from "../options.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { Workplace } from "../workplace.ts";

interface ResumeOptions extends HiddenOptions, LockOptions {
  readonly rollback: boolean;
}

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  resume: {
    given: "interrupted",
    examples: [{ why: "go on with the run of one partner", run: "vendor resume acme" }],
    exits: RUN_EXITS,
  },
};

/** `vendor resume`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner or the run; default: every interrupted run")
    .option("--no-rollback", "leave what was made where a run fails");
  addLockOption(addHiddenOption(command)).action((subject: string | undefined, options: ResumeOptions) =>
    invoke("resume", (session) => resume(session, subject, options)),
  );
}

/**
 * Goes on with runs that were interrupted: what a partner's state asks for is planned again from what exists now,
 * and run; a roll-back that was cut is finished. So it ends where an uninterrupted run ends, wherever it was cut.
 */
async function resume(
  session: Session,
  subject: string | undefined,
  options: ResumeOptions,
): Promise<CommandResult> {
  const [
    { inWorkplace, withAws },
    { planRecorded, recordedPlan },
    { runPlan },
    { runAll },
    { readPartner, unfinishedRuns },
    { readJournal },
    { openRollBack },
    { keepFor, readHidden },
  ] = await Promise.all([
    import("../workplace.ts"),
    import("../recorded.ts"),
    import("../run-plan.ts"),
    import("../run-all.ts"),
    import("../../store/partners.ts"),
    import("../../engine/read-journal.ts"),
    import("../../engine/open-rollback.ts"),
    import("../hidden.ts"),
  ]);
  return inWorkplace(session, async (place) => {
    // Where nothing was interrupted no lock is taken, and a dead process's would stay.
    await place.store.locks.clearDead();
    const states = await interrupted(place, subject);
    const hidden = await readHidden(session, options);
    for (const { inputs } of states) keepFor(session, inputs, hidden);
    return withAws(session, place, (connected) =>
      runAll(session, states, async (state) => {
        session.say(`Going on with run ${state.run ?? "?"} (${state.state} ${state.partner}).`);
        const { store } = place;
        const past = state.run === undefined ? undefined : readJournal(store, state.run);
        for (const { step, operation } of past?.inFlight ?? [])
          session.say(`Its ${operation} (${step}) was not answered: what came of it is read from AWS.`);
        const replan = async () =>
          planRecorded(session, place, connected, (await readPartner(store, state.partner)) ?? state);
        const agreed = { session, place, connected, seen: state, replan, ...options };
        const open = options.rollback
          ? openRollBack(
              store,
              unfinishedRuns(state).map(({ run }) => run),
            )
          : undefined;
        if (open === undefined) return runPlan({ ...agreed, plan: await replan() });
        session.say(`Run ${open.run} was rolling back (${open.reason}): that is finished first.`);
        return runPlan({ ...agreed, plan: recordedPlan(place, open.run), open });
      }),
    );
  });
}

async function interrupted(
  { store }: Workplace,
  subject: string | undefined,
): Promise<readonly PartnerState[]> {
  const [{ isUnderWay, listPartners }, { vendorError }] = await Promise.all([
    import("../../store/partners.ts"),
    import("../../core/errors.ts"),
  ]);
  const states = (await listPartners(store)).filter(
    ({ state, partner, run }) =>
      isUnderWay({ state }) && (subject === undefined || subject === partner || subject === run),
  );
  if (states.length === 0)
    throw vendorError("nothingToResume", { what: subject === undefined ? "" : ` of ${subject}` });
  return states;
}
