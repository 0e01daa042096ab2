import type { ExitCode } from "../core/errors/entry.ts";
import type { JsonObject } from "../core/json.ts";
import { toKnownError } from "./failure.ts";
import { errorJson } from "./render/error.ts";
import { table } from "./render/text.ts";
import { type CommandResult, exitOf, INTERRUPTED } from "./result.ts";
import { type Session, tellPeople } from "./session.ts";

/** Exit codes, the worst first: what needs a person at once, then what was refused, then what is only told. */
const WORST_FIRST: readonly ExitCode[] = [1, 4, 5, 7, 6, 3, 2, 10, 0];

/**
 * Does `work` for one after the other. One that fails does not keep the others from their turn; an interruption does.
 * The exit code is the worst of all.
 */
export async function runAll<T extends { readonly partner: string }>(
  session: Session,
  items: readonly T[],
  work: (item: T) => Promise<CommandResult>,
): Promise<CommandResult> {
  const [only] = items;
  if (items.length === 1 && only !== undefined) return work(only);
  const results: CommandResult[] = [];
  for (const item of items) {
    const result = await work(item).catch((thrown: unknown) => failure(item.partner, thrown));
    results.push(result);
    if (!session.options.json) tellPeople(session, result, "\n\n");
    if (exitOf(result) === INTERRUPTED) break;
  }
  const exit = WORST_FIRST.find((code) => results.some((result) => exitOf(result) === code)) ?? 0;
  const worst = results.find((result) => exitOf(result) === exit);
  return {
    outcome: worst?.outcome ?? "done",
    exit,
    text: summaryTable(items, results),
    data: { partners: [...results.map(toJson), ...items.slice(results.length).map(notBegun)] },
  };
}

function summaryTable(
  items: readonly { readonly partner: string }[],
  results: readonly CommandResult[],
): string {
  const rows = items.map(({ partner }, index) => {
    const result = results[index];
    if (result === undefined) return [partner, NOT_BEGUN, "-", "-"];
    return [partner, result.outcome, String(exitOf(result)), result.error?.code ?? "-"];
  });
  return table([["PARTNER", "OUTCOME", "EXIT", "ERROR"], ...rows]);
}

const NOT_BEGUN = "not-begun";

function notBegun({ partner }: { readonly partner: string }): JsonObject {
  return { outcome: NOT_BEGUN, partner };
}

function failure(partner: string, thrown: unknown): CommandResult {
  return { outcome: "failed", partner, error: toKnownError(thrown) };
}

function toJson({ outcome, partner, run, data, error }: CommandResult): JsonObject {
  return {
    outcome,
    ...(partner === undefined ? {} : { partner }),
    ...(run === undefined ? {} : { run }),
    ...data,
    ...(error === undefined ? {} : { error: errorJson(error) }),
  };
}
