import { type Command, Option } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import type { PackOptions } from "../packing.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  pack: {
    examples: [
      {
        why: "a folder to send, with README, known_hosts and settings for each program",
        run: "vendor pack acme",
      },
      { why: "one file to send", run: "vendor pack acme --out acme.zip" },
      { why: "where an earlier one is", run: "vendor pack acme --force" },
    ],
    exits: { 3: "the partner is not live, or lacks something that the pack would name" },
  },
};

/** `vendor pack`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("<partner>", "the partner's name")
    .option("--out <path>", "the folder, or a file that ends in .zip; default: PARTNER-pack here")
    .addOption(new Option("--format <format>", "what is written").choices(["folder", "zip"]))
    .option("--force", "replace an earlier pack without asking")
    .action((partner: string, options: PackOptions) =>
      invoke("pack", async (session) => (await import("../packing.ts")).pack(session, partner, options)),
    );
}
