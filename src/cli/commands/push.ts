import type { Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import type { PushOptions } from "../pushing.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  push: {
    examples: [
      { why: "a file that the partner picks up", run: "vendor push acme partners/acme.yaml" },
      { why: "under a folder of its own", run: "vendor push acme partners/acme.yaml --to inbox/" },
      {
        why: "under another name, also where it is there already",
        run: "vendor push acme partners/acme.yaml --to today.yaml --force",
      },
    ],
    exits: {
      3: "the partner is not ready, or a file would replace what is there: nothing was sent",
      7: "stopped: what has arrived is whole, nothing is there of the rest",
    },
  },
};

/** `vendor push`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("<partner>", "the partner's name")
    .argument("<file...>", "the files")
    .option("--to <path>", "a folder below the partner's (with a slash at its end), or another name")
    .option("--force", "replace what is there; the bucket keeps the old version")
    .action((partner: string, files: readonly string[], options: PushOptions) =>
      invoke("push", async (session) =>
        (await import("../pushing.ts")).push(session, partner, files, options),
      ),
    );
}
