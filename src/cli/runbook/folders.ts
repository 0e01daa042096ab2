import { resolve } from "node:path";
import type { RunbookFolders } from "../../runbook/runbooks.ts";
import type { Session } from "../session.ts";

/** What the folder of a team's own runbooks is called where no configuration says otherwise. */
const OWN = "runbooks";

/** A team's own runbooks, by the configuration or beside the work, before the shipped ones. */
export async function foldersOf({ host, options }: Session): Promise<RunbookFolders> {
  const { findConfig, loadConfig } = await import("../../runbook/config.ts");
  const found = options.config !== undefined || (!options.local && findConfig(host.cwd) !== undefined);
  const own = found
    ? loadConfig({ path: options.config, cwd: host.cwd }).runbooks
    : [resolve(host.cwd, OWN)].filter((folder) => folder !== host.runbooks);
  return { own, shipped: host.runbooks };
}
