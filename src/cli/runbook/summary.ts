import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { JsonObject } from "../../core/json.ts";
import type { Runbook, RunbookFolders } from "../../runbook/runbooks.ts";
import type { Session } from "../session.ts";

/** A runbook in the result of a command. */
export function summaryOf({ name, version, title, description, source, digest }: Runbook): JsonObject {
  return { name, version, title, description, source, digest };
}

/** Where a runbook comes from, as a person in the working folder names it. */
export function sourceOf({ source }: Pick<Runbook, "source">, { host }: Session): string {
  return source === "shipped" ? source : nearer(source, host.cwd);
}

/** Whether a team's own runbook stands in the place of a shipped one. */
export function overrides({ name, source }: Runbook, { shipped }: RunbookFolders): boolean {
  return source !== "shipped" && existsSync(join(shipped, `${name}.yaml`));
}

/** A path as it is shorter: from the working folder, or whole. */
export function nearer(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.length < path.length && !near.startsWith("..") ? near : path;
}
