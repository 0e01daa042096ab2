import { vendorError } from "../core/errors.ts";
import { waitAtGate } from "../gates/gate.ts";
import type { Readiness } from "../plan/ready.ts";
import { knownPartner } from "./known-partner.ts";
import { readinessOf, reasonLines } from "./readiness.ts";
import { plain } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor ready`. */
export interface ReadyOptions {
  readonly wait?: boolean;
  /** How long it is waited for, in milliseconds; default: the deadline of the configured gates. */
  readonly timeout?: number;
}

/** Tells whether files can be sent to a partner. Exit 0, or 10 with everything that speaks against it. */
export async function ready(
  session: Session,
  partner: string,
  { wait = false, timeout }: ReadyOptions,
): Promise<CommandResult> {
  return inWorkplace(session, async (place) => {
    await knownPartner(place.store, partner);
    const readiness = await withAws(session, place, (connected) => {
      const look = () => lookAt(session, place, connected, partner);
      return wait ? waitFor(session, place, partner, look, timeout) : look();
    });
    return resultOf(session, partner, readiness);
  });
}

/** Its record is read each time: another process may be at work on it. @throws VendorError `partnerUnknown` */
async function lookAt(session: Session, place: Workplace, connected: Connected, partner: string) {
  return readinessOf(session, place, connected, await knownPartner(place.store, partner));
}

/**
 * Waits until a partner has been ready without a break, as long as the configured gates ask for. What does not pass by
 * itself ends the wait at once.
 * @throws VendorError `readyDeadline`
 */
async function waitFor(
  { host, sink }: Session,
  { config }: Workplace,
  partner: string,
  look: () => Promise<Readiness>,
  deadlineMs = config.gates.deadlineMs,
): Promise<Readiness> {
  const ended = new AbortController();
  let last: Readiness = { ready: false, reasons: [] };
  const attempt = async () => {
    last = await look();
    const lasting = last.reasons.find(({ passes }) => !passes);
    if (lasting !== undefined) ended.abort();
    return last.ready
      ? ({ verdict: "allowed" } as const)
      : ({ verdict: "denied", code: last.reasons[0]?.code ?? "" } as const);
  };
  const gate = {
    id: "ready",
    title: `${partner} is ready`,
    timing: { ...config.gates, deadlineMs },
    probe: { actor: "operator", expect: "allowed" },
  } as const;
  const { clock } = host;
  try {
    const { passed } = await waitAtGate(gate, attempt, { clock, sink, signal: ended.signal });
    if (passed) return last;
  } catch (thrown) {
    if (!ended.signal.aborted) throw thrown;
    return last;
  }
  const what = last.reasons.map(({ message }) => message).join(" ");
  throw vendorError("readyDeadline", { partner, seconds: Math.round(deadlineMs / 1_000), what });
}

function resultOf(session: Session, partner: string, readiness: Readiness): CommandResult {
  const { outStyle } = session;
  const data = {
    ready: readiness.ready,
    reasons: readiness.reasons.map(({ code, message }) => ({ code, message })),
  };
  if (readiness.ready)
    return { outcome: "ready", partner, text: `${outStyle.good("✓")} ${plain(partner)} is ready`, data };
  const lines = [`${outStyle.bad("✗")} ${plain(partner)} is not ready`, ...reasonLines(session, readiness)];
  return { outcome: "not-ready", exit: 10, partner, text: lines.join("\n"), data };
}
