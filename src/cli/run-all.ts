import type { JsonObject } from "../core/json.ts";
import { toKnownError } from "./failure.ts";
import { errorJson, errorText } from "./render/error.ts";
import { table } from "./render/text.ts";
import { type CommandResult, exitOf } from "./result.ts";
import type { Session } from "./session.ts";

const INTERRUPTED = 7;

/**
 * Does `work` for one after the other. One that fails does not keep the others from their turn; an interruption does.
 * The exit code is that of the first failure.
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
    tellInterim(session, result);
    if (exitOf(result) === INTERRUPTED) break;
  }
  const failed = results.find((result) => exitOf(result) !== 0);
  return {
    outcome: failed?.outcome ?? "done",
    exit: failed === undefined ? 0 : exitOf(failed),
    text: table(items.map((item, index) => [item.partner, results[index]?.outcome ?? "not begun"])),
    data: { partners: results.map(toJson) },
  };
}

function failure(partner: string, thrown: unknown): CommandResult {
  return { outcome: "failed", partner, error: toKnownError(thrown) };
}

function tellInterim({ host, options, errStyle }: Session, { text, error }: CommandResult): void {
  if (options.json) return;
  if (text !== undefined) host.stdout.write(`${text}\n\n`);
  if (error !== undefined) host.stderr.write(`${errorText(error, errStyle, options.debug === true)}\n`);
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
