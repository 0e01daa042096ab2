import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { formatPartnerFile } from "../runbook/partner-file.ts";
import { writeFileAtomic } from "../store/atomic-file.ts";
import type { Request } from "./draft.ts";
import type { Session } from "./session.ts";

/** Writes what was answered to `partners/NAME.yaml`, to be reviewed, committed and run again; a file that is there stays. */
export async function offerPartnerFile({ host, say }: Session, request: Request): Promise<void> {
  const file = join(host.cwd, "partners", `${request.partner}.yaml`);
  const name = relative(host.cwd, file);
  if (existsSync(file)) {
    say(`${name} is there already and was left as it is.`);
    return;
  }
  const { partner, owner, runbook, inputs } = request;
  const source =
    runbook.source === "shipped" ? runbook.name : relative(join(host.cwd, "partners"), runbook.source);
  await writeFileAtomic(file, formatPartnerFile({ partner, owner, runbook: source, inputs }), 0o644);
  say(`Your answers are in ${name}. Next time: vendor onboard --from ${name}`);
}
