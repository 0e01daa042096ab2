import { type Command, InvalidArgumentError } from "commander";
import { parseDuration } from "../../core/duration.ts";
import type { CommandModule, Invoke } from "../command.ts";
import type { ReadyOptions } from "../waiting-ready.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  ready: {
    examples: [
      { why: "before a scheduled push", run: "vendor ready acme" },
      {
        why: "where the partner's own server must answer this machine too",
        run: "vendor ready acme --reached",
      },
      { why: "wait until it has been ready without a break", run: "vendor ready acme --wait --timeout 5m" },
    ],
    exits: {
      3: "there is no such partner",
      5: "with --wait: it was not ready by the deadline",
      10: "it is not ready; the reasons are listed",
    },
  },
};

/** `vendor ready`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("<partner>", "the partner's name")
    .option("--wait", "wait until it has been ready without a break, as configured for gates")
    .option("--timeout <duration>", "with --wait: how long, e.g. 10m; default: gates.deadline", durationOf)
    .option("--reached", "the partner's own server must be reached from this machine as well")
    .action((partner: string, options: ReadyOptions) =>
      invoke("ready", async (session) =>
        (await import("../waiting-ready.ts")).ready(session, partner, options),
      ),
    );
}

function durationOf(value: string): number {
  const ms = parseDuration(value);
  if (ms === undefined) throw new InvalidArgumentError("It is a duration such as 30s, 10m or 1h.");
  return ms;
}
