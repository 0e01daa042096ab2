import { logFile, logLock } from "../audit/log.ts";
import { breakLockFile } from "../core/lock-file.ts";
import type { LockHolder } from "../core/ports.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

/**
 * Breaks the lock that is held under `id`, a partner's, a document's or the audit log's, and says whose it was.
 * @returns who held it; `undefined` where nobody holds a lock under that id any more
 */
export async function breakLock(
  { host, say }: Session,
  { store, config }: Workplace,
  id: string,
): Promise<LockHolder | undefined> {
  const log = logLock(logFile(config.audit.store));
  const broken = (await store.locks.break(id)) ?? (await breakLockFile([log], id, host));
  say(
    broken === undefined
      ? `No lock is held under ${id} any more: nothing was broken.`
      : `Broke the lock of ${broken.purpose} (${broken.user}@${broken.host}, process ${broken.pid}), held since ${broken.since}.`,
  );
  return broken;
}

/** The command line as it was given, without a lock to break, to be pasted and added to. */
export function sameCommand({ host }: Session): string {
  const words = host.args.filter(
    (word, index) => !word.startsWith("--break-lock") && host.args[index - 1] !== "--break-lock",
  );
  return ["vendor", ...words.map(shellWord)].join(" ");
}
