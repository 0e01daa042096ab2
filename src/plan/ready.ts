import type { LastTest } from "../audit/last-test.ts";
import { isImpostor, type MetServer } from "../core/meeting.ts";
import { isUnderWay, type PartnerState } from "../store/partners.ts";

/** What is known of a partner, for telling whether it is ready. */
export interface ReadyFacts {
  readonly state: PartnerState;
  /** What exists of it and is not as recorded, as people call it. */
  readonly differing: readonly string[];
  /** Why it can't be compared with what exists; absent where it could be. */
  readonly problem?: string;
  /** Its last access test, by the audit log at hand; absent where that log has none. */
  readonly lastTest?: LastTest;
  /** Its own servers, as they were met; absent: nobody looked. */
  readonly servers?: readonly MetServer[];
  /** Whether a server that was not reached counts against it. */
  readonly mustReach?: boolean;
}

/** One thing that speaks against a partner being ready. */
export interface NotReady {
  readonly code:
    | "HOST_KEY"
    | "UNREACHED"
    | "RUN_OPEN"
    | "NOT_LIVE"
    | "UNTESTED"
    | "TEST_FAILED"
    | "DRIFTED"
    | "UNKNOWN";
  readonly message: string;
  /** The command that mends it, without `vendor` and without flags; absent where only time does. */
  readonly command?: string;
  /** Whether it may pass by itself: a run that is under way ends, what was just changed becomes visible. */
  readonly passes: boolean;
}

/** Whether files can be sent to a partner, and everything that speaks against it. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly NotReady[];
}

/**
 * Whether a partner is ready: it is live, no run on it is open, its last access test has passed, and everything that exists
 * of it is as recorded. Facts in, verdict out; nothing is read.
 */
export function isReady(facts: ReadyFacts): Readiness {
  const standing = reasonOfState(facts.state);
  const reasons =
    standing === undefined ? [...untested(facts), ...drifted(facts), ...unmet(facts)] : [standing];
  return { ready: reasons.length === 0, reasons };
}

function reasonOfState(state: PartnerState): NotReady | undefined {
  const { partner } = state;
  if (isUnderWay(state))
    return {
      code: "RUN_OPEN",
      message: `It is ${state.state} since ${state.since}: that run has not got to its end.`,
      command: `resume ${partner}`,
      // Nobody comes back from an offboarding by waiting.
      passes: state.state !== "offboarding",
    };
  if (state.state === "live") return undefined;
  const message = `It is ${state.state} since ${state.since}, not live.`;
  return { code: "NOT_LIVE", message, command: `onboard ${partner}`, passes: false };
}

function untested({ state, lastTest }: ReadyFacts): readonly NotReady[] {
  const command = `test ${state.partner}`;
  if (state.untested !== undefined) {
    const { since, reason } = state.untested;
    return [
      { code: "UNTESTED", message: `It is untested since ${since}: ${reason}`, command, passes: false },
    ];
  }
  if (lastTest === undefined || lastTest.failed === 0) return [];
  const { failed, attempts, at, seq } = lastTest;
  const message = `Its last access test, at ${at}, failed: ${failed} of ${attempts} attempts (audit record ${seq}).`;
  return [{ code: "TEST_FAILED", message, command, passes: false }];
}

/** Its servers. One that was not reached may let in the workload's address alone, so it counts only where it is asked to. */
function unmet({ servers = [], mustReach = false }: ReadyFacts): readonly NotReady[] {
  return servers.flatMap((met): readonly NotReady[] => {
    const at = `${met.host}:${met.port}`;
    if (isImpostor(met)) {
      const message = `${at} did not present the pinned host key, ${met.pinned}: somebody else may answer there.`;
      return [{ code: "HOST_KEY", message, passes: false }];
    }
    if (met.verdict !== "unreached" || !mustReach) return [];
    return [{ code: "UNREACHED", message: `${at} was not reached from here: ${met.why}.`, passes: true }];
  });
}

function drifted({ state, differing, problem }: ReadyFacts): readonly NotReady[] {
  if (problem !== undefined)
    return [{ code: "UNKNOWN", message: `It can't be compared with what exists: ${problem}`, passes: true }];
  if (differing.length === 0) return [];
  const message = `Not as recorded: ${differing.join(", ")}.`;
  return [{ code: "DRIFTED", message, command: `status ${state.partner}`, passes: true }];
}
