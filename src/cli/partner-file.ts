import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeWhole } from "../core/disk.ts";
import { hiddenMark } from "../core/hidden.ts";
import { shellWord } from "../core/shell-word.ts";
import { formatPartnerFile } from "../runbook/partner-file.ts";
import type { Request } from "./draft.ts";
import { placeFlags } from "./flags.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

/** The file that a partner's answers are kept in: beside the configuration, else in the working folder. */
function partnerFile({ host }: Session, { config }: Workplace, partner: string): string {
  const folder = join(config.file === undefined ? host.cwd : dirname(config.file), "partners");
  return join(folder, `${partner}.yaml`);
}

/** How that file is called from here, where none is there yet. */
export function freePartnerFile(session: Session, place: Workplace, partner: string): string | undefined {
  const file = partnerFile(session, place, partner);
  return existsSync(file) ? undefined : relative(session.host.cwd, file);
}

/**
 * Writes what was answered to `partners/NAME.yaml`, to be reviewed, committed and run again. A file that
 * is there stays.
 */
export async function offerPartnerFile(session: Session, place: Workplace, request: Request): Promise<void> {
  const { host, options, command, say } = session;
  const file = partnerFile(session, place, request.partner);
  const name = relative(host.cwd, file);
  if (existsSync(file)) {
    say(`${name} is there already and was left as it is.`);
    return;
  }
  const { partner, owner, runbook } = request;
  const inputs = Object.fromEntries(
    Object.entries(request.inputs).filter(([, answer]) => hiddenMark(answer) === undefined),
  );
  const source = runbook.source === "shipped" ? runbook.name : relative(dirname(file), runbook.source);
  writeWhole(host.disk, file, formatPartnerFile({ partner, owner, runbook: source, inputs }), 0o644);
  say(
    `Your answers are in ${name}. Next time: vendor ${command} --from ${shellWord(name)}${placeFlags(options)}`,
  );
}
