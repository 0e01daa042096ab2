import { meetServer } from "../access/sftp/meeting.ts";
import type { MetServer } from "../core/meeting.ts";
import { completeInputs } from "../runbook/inputs.ts";
import { offlineBase } from "../runbook/offline.ts";
import type { PartnerRequest } from "../runbook/planning.ts";
import { resolveServers } from "../runbook/resolve.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import type { PartnerState } from "../store/partners.ts";
import { meetingText } from "./render/meeting.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

/** For each connection. A look at a server holds nothing up for long. */
const TIMEOUT_MS = 8_000;

/** What of a request says which servers there are. */
export type Asked = Pick<PartnerRequest, "config" | "runbook" | "partner" | "inputs">;

/**
 * Meets the partner's own servers, from this machine and without logging in: whether each presents the host key that is
 * pinned for it. None where the runbook names none. What is not answered is no error.
 * @throws VendorError `blueprintInvalid`
 */
export function meetServersOf({ host, sink }: Session, asked: Asked): Promise<readonly MetServer[]> {
  const { config, runbook, partner } = asked;
  const inputs = completeInputs(runbook.inputs, asked.inputs);
  const base = offlineBase(config);
  const request = { config, subject: partner, rehearsal: false, standIn: false, inputs, base, tags: {} };
  const dial = host.network === undefined ? {} : { dial: host.network.dial };
  return Promise.all(
    resolveServers(runbook, request).map(async ({ hostKey, ...named }) => {
      const { server, ...at } = named;
      sink.emit({ type: "server.meeting", ...named });
      const meeting = await meetServer({ ...at, hostKey, timeoutMs: TIMEOUT_MS, ...dial });
      sink.emit({ type: "server.met", ...named, verdict: meeting.verdict });
      return { ...named, ...meeting };
    }),
  );
}

/** The same for a partner as it is recorded. */
export function meetRecorded(
  session: Session,
  { config, folders }: Workplace,
  { runbook, partner, inputs }: PartnerState,
): Promise<readonly MetServer[]> {
  const loaded = loadRunbook(runbook.from, folders, session.host.cwd);
  return meetServersOf(session, { config, runbook: loaded, partner, inputs });
}

/** Warns of every server that did not present its key. Nothing is stopped by it. */
export function warnOfServers({ sink }: Session, servers: readonly MetServer[]): void {
  for (const met of servers.filter(({ verdict }) => verdict !== "same"))
    sink.emit({ type: "warning", text: meetingText(met).join(" ") });
}
