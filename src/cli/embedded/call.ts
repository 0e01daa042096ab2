import type { ExitCode } from "../../core/errors/entry.ts";
import { recallError, vendorError } from "../../core/errors.ts";
import type { EventLine, ResultEvent } from "../../core/events.ts";
import type { Host } from "../host.ts";
import { type Embedding, embeddedHost } from "./host.ts";

/**
 * Runs a command in this process by `runCli`, and answers its result: the same line that `--json` ends with.
 * @throws VendorError what the command failed with, its `cause` the result; `stopped` where it was stopped before it changed anything
 */
export async function call(
  runCli: (host: Host) => Promise<ExitCode>,
  world: Parameters<typeof embeddedHost>[0],
  { hear, ...embedding }: Embedding,
): Promise<ResultEvent> {
  let result: ResultEvent | undefined;
  const { host, stopped } = embeddedHost(world, {
    ...embedding,
    args: [...embedding.args, "--json", "--no-input"],
    hear(line) {
      // Of a command that was stopped, whatever still comes is of no interest.
      if (result !== undefined) return;
      if (isResult(line)) result = line;
      hear(line);
    },
  });
  await Promise.race([runCli(host), stopped]);
  if (result === undefined) throw vendorError("stopped", {});
  const { error } = result;
  if (error === undefined) return result;
  const { code, message, hint, ...details } = error;
  throw recallError(code, message, hint, { ...details, cause: result });
}

function isResult(line: EventLine): line is ResultEvent & { readonly at: string } {
  return line.type === "result";
}
