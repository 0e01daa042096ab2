import { readLog, recordsOf } from "../audit/log.ts";
import type { Disk } from "../core/disk.ts";
import { formatDuration } from "../core/duration.ts";
import type { Json } from "../core/json.ts";
import { type PathWaits, type Wait, waitsByPath, waitsOf } from "../gates/history.ts";
import { archiveOf } from "./audit.ts";
import { plain, table } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";

/** Every wait of every recorded run, whatever came of the run. */
export function recordedWaits(log: string, disk: Disk): readonly Wait[] {
  return recordsOf(readLog(log, disk)).flatMap(({ gates }) => waitsOf(gates as Json | undefined));
}

/** `vendor status --gates`: how long each path has taken to settle, over all recorded runs. Needs no AWS. */
export async function gatesStatus(session: Session): Promise<CommandResult> {
  const { log } = await archiveOf(session);
  const paths = waitsByPath(recordedWaits(log, session.host.disk));
  return {
    outcome: "done",
    text:
      paths.length === 0
        ? "No wait is recorded yet: the first onboarding measures them."
        : table([
            ["SERVICE", "PATH", "WAITED FOR", "PASSED", "LATE", "FLAPS", "P50", "P95", "MAX"],
            ...paths.map(rowOf),
          ]),
    data: { log, gates: paths.map((path) => ({ ...path })) },
  };
}

function rowOf({ service, path, expect, passed, late, flaps, p50Ms, p95Ms, maxMs }: PathWaits): string[] {
  const times = [p50Ms, p95Ms, maxMs].map((ms) => (passed === 0 ? "-" : formatDuration(ms)));
  return [plain(service), plain(path), expect, String(passed), String(late), String(flaps), ...times];
}
