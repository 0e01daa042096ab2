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

/**
 * Writes what was answered to `partners/NAME.yaml`, to be reviewed, committed and run again: beside the configuration,
 * else in the working folder. A file that is there stays.
 */
export async function offerPartnerFile(
  { host, options, say }: Session,
  { config }: Workplace,
  request: Request,
): Promise<void> {
  const folder = join(config.file === undefined ? host.cwd : dirname(config.file), "partners");
  const file = join(folder, `${request.partner}.yaml`);
  const name = relative(host.cwd, file);
  if (existsSync(file)) {
    say(`${name} is there already and was left as it is.`);
    return;
  }
  const { partner, owner, runbook } = request;
  const inputs = Object.fromEntries(
    Object.entries(request.inputs).filter(([, answer]) => hiddenMark(answer) === undefined),
  );
  const source = runbook.source === "shipped" ? runbook.name : relative(folder, runbook.source);
  writeWhole(host.disk, file, formatPartnerFile({ partner, owner, runbook: source, inputs }), 0o644);
  say(
    `Your answers are in ${name}. Next time: vendor onboard --from ${shellWord(name)}${placeFlags(options)}`,
  );
}
