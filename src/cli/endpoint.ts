import { meetServer } from "../access/sftp/meeting.ts";
import { type Problem, vendorError } from "../core/errors.ts";
import { isNoOp, type Plan } from "../core/plan.ts";
import type { Session } from "./session.ts";

/** For each connection: as long as a login of the access test may take. */
const TIMEOUT_MS = 20_000;

/** Connections before an endpoint counts as unreachable, and the pause between them: one may be cut by chance. */
const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * Connects, without logging in, to where the actors of a plan will: a run would find out in its middle that it can't.
 * Nothing is asked of a plan that changes nothing, or that was told to test nothing. Which host keys are presented is
 * judged by the run.
 * @param planOnly it stops at its plan, maybe where the endpoint can't be reached: that is a warning
 * @throws VendorError `baseUnfit` where an endpoint can't be reached from here
 */
export async function meetEndpoints(session: Session, plan: Plan, planOnly: boolean): Promise<void> {
  if (isNoOp(plan) || plan.options.skipTest !== undefined) return;
  const found = await Promise.all(endpointsOf(plan).map((endpoint) => problemOf(session, endpoint)));
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  if (!planOnly) throw vendorError("baseUnfit", { account: plan.account }, { problems });
  for (const { message, hint } of problems)
    session.sink.emit({ type: "warning", text: [message, hint].join(" ") });
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly hostKey: string;
}

function endpointsOf({ phases }: Plan): readonly Endpoint[] {
  const actors = phases.flatMap((phase) => Object.values(phase.actors));
  const endpoints = actors.flatMap((actor) =>
    actor.type === "sftp" ? [{ host: actor.host, port: actor.port, hostKey: actor.hostKeys[0] ?? "" }] : [],
  );
  return [...new Map(endpoints.map((one) => [`${one.host}:${one.port}`, one])).values()];
}

async function problemOf({ host }: Session, endpoint: Endpoint): Promise<Problem | undefined> {
  const dial = host.network === undefined ? {} : { dial: host.network.dial };
  for (let tries = 1; ; tries += 1) {
    const met = await meetServer({ ...endpoint, timeoutMs: TIMEOUT_MS, ...dial });
    if (met.verdict !== "unreached") return undefined;
    if (tries < TRIES) {
      await host.clock.sleep(PAUSE_MS);
      continue;
    }
    return {
      field: "sftpEndpoint",
      message: `The SFTP endpoint ${endpoint.host}:${endpoint.port} can't be reached from here (${met.code}): ${met.why}.`,
      hint: "Correct `sftpEndpoint` in the configuration, start the server, or let this machine in: the access test logs in there.",
    };
  }
}
