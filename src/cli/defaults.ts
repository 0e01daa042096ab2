import type { Defaults } from "./complete.ts";
import type { Session } from "./session.ts";

/** What `--local` needs no answer for. */
const LOCAL_DEFAULTS: Defaults = { owner: "owner@example.com", runbook: "hosted-sftp" };

/** What is proposed in this session where an answer is asked for. */
export function proposedBy(session: Session): Defaults {
  const { GIT_AUTHOR_EMAIL: owner } = session.host.env;
  return { ...(owner === undefined ? {} : { owner }), ...defaultsOf(session) };
}

/** What needs no answer in this session. */
export function defaultsOf({ options }: Session): Defaults {
  if (options.local) return LOCAL_DEFAULTS;
  return options.yes ? { runbook: "hosted-sftp" } : {};
}
