import { lastTest } from "../audit/last-test.ts";
import { logFile, readLog, recordsOf } from "../audit/log.ts";
import { isReady, type Readiness, type ReadyFacts } from "../plan/ready.ts";
import type { PartnerState } from "../store/partners.ts";
import { placeFlags } from "./flags.ts";
import { planRecorded } from "./recorded.ts";
import { plain } from "./render/text.ts";
import type { Session } from "./session.ts";
import { standingOf } from "./standing.ts";
import type { Connected, Workplace } from "./workplace.ts";

/** The partner's own servers, as they were met, and whether one that was not reached counts against it. */
export type ServersMet = Required<Pick<ReadyFacts, "servers" | "mustReach">>;

/**
 * Looks whether a partner is ready: its record, its last test, and what exists of it now.
 * @param met absent: nobody looked at its servers
 */
export async function readinessOf(
  session: Session,
  place: Workplace,
  connected: Connected,
  state: PartnerState,
  met?: ServersMet,
): Promise<Readiness> {
  const { steps, problem } = await standingOf(state, (recorded) =>
    planRecorded(session, place, connected, recorded),
  );
  const log = logFile(place.config.audit.store);
  const last = lastTest(recordsOf(readLog(log, session.host.disk)), state.partner);
  return isReady({
    state,
    differing: steps.filter(({ action }) => action !== "none").map(({ title }) => title),
    ...(problem === undefined ? {} : { problem: problem.message }),
    ...(last === undefined ? {} : { lastTest: last }),
    ...met,
  });
}

/** Everything that speaks against a partner, each with the command that mends it. */
export function reasonLines({ options, outStyle }: Session, { reasons }: Readiness): readonly string[] {
  return reasons.flatMap(({ message, command }) => [
    `  ${plain(message)}`,
    ...(command === undefined ? [] : [`  ${outStyle.accent("→")} vendor ${command}${placeFlags(options)}`]),
  ]);
}
