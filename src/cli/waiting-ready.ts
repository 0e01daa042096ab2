import { digest } from "../core/canonical.ts";
import { vendorError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { MetServer } from "../core/meeting.ts";
import { waitAtGate } from "../gates/gate.ts";
import type { Readiness } from "../plan/ready.ts";
import type { PartnerState } from "../store/partners.ts";
import { knownPartner } from "./known-partner.ts";
import { readinessOf, reasonLines } from "./readiness.ts";
import { meetingLines } from "./render/meeting.ts";
import { plain } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import { meetRecorded } from "./servers.ts";
import type { Session } from "./session.ts";
import { inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor ready`. */
export interface ReadyOptions {
  readonly wait?: boolean;
  /** How long it is waited for, in milliseconds; default: the deadline of the configured gates. */
  readonly timeout?: number;
  /** Whether the partner's own servers must be reached from this machine. */
  readonly reached?: boolean;
}

/**
 * Tells whether files can be sent to a partner. Exit 0, or 10 with everything that speaks against it.
 * @throws VendorError `usageInvalid`, `partnerUnknown`, `readyDeadline`, …
 */
export async function ready(
  session: Session,
  partner: string,
  { wait = false, timeout, reached: mustReach = false }: ReadyOptions,
): Promise<CommandResult> {
  if (timeout !== undefined && !wait)
    throw vendorError("usageInvalid", { what: "--timeout goes with --wait.", command: "ready" });
  return inWorkplace(session, async (place) => {
    await knownPartner(place.store, partner);
    const meet = onceMet(session, place, mustReach);
    return withAws(session, place, async (connected) => {
      let servers: readonly MetServer[] = [];
      // Its record is read each time: another process may be at work on it.
      const look = async () => {
        const state = await knownPartner(place.store, partner);
        servers = state.state === "live" ? await meet(state) : [];
        return readinessOf(session, place, connected, state, { servers, mustReach });
      };
      const readiness = wait ? await waitFor(session, place, partner, look, timeout) : await look();
      return resultOf(session, partner, readiness, servers);
    });
  });
}

/** Meets a partner's servers once, however often it is asked; again where one must be reached and was not. */
function onceMet(session: Session, place: Workplace, mustReach: boolean) {
  let last: { readonly inputs: string; readonly servers: readonly MetServer[] } | undefined;
  return async (state: PartnerState): Promise<readonly MetServer[]> => {
    const inputs = digest(state.inputs);
    const again = mustReach && last?.servers.some(({ verdict }) => verdict === "unreached");
    if (last === undefined || again || last.inputs !== inputs)
      last = { inputs, servers: await meetRecorded(session, place, state) };
    return last.servers;
  };
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
  const what = last.ready
    ? "It is now, but not without a break for as long as the gates ask for."
    : last.reasons.map(({ message }) => message).join(" ");
  throw vendorError("readyDeadline", { partner, seconds: Math.round(deadlineMs / 1_000), what });
}

function resultOf(
  session: Session,
  partner: string,
  readiness: Readiness,
  servers: readonly MetServer[],
): CommandResult {
  const { outStyle } = session;
  const met = meetingLines(servers, outStyle);
  const data = {
    ready: readiness.ready,
    reasons: readiness.reasons.map(({ code, message }) => ({ code, message })),
    ...(servers.length === 0 ? {} : { servers: servers as unknown as Json }),
  };
  if (readiness.ready) {
    const text = [`${outStyle.good("✓")} ${plain(partner)} is ready`, ...met].join("\n");
    return { outcome: "ready", partner, text, data };
  }
  const title = `${outStyle.bad("✗")} ${plain(partner)} is not ready`;
  // What is to be said of its servers is said below, with what to do.
  const others = readiness.reasons.filter(({ code }) => code !== "HOST_KEY" && code !== "UNREACHED");
  const lines = [title, ...reasonLines(session, { ...readiness, reasons: others }), ...met];
  return { outcome: "not-ready", exit: 10, partner, text: lines.join("\n"), data };
}
