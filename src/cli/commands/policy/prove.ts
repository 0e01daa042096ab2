import type { Command } from "commander";
import type { CommandModule, Invoke } from "../../command.ts";
import type { ProveFlags } from "../../policy/prove.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  "policy prove": {
    examples: [
      { why: "no two partners reach the same", run: "vendor policy prove", shown: true },
      { why: "by the documents that are in force now", run: "vendor policy prove acme --live" },
    ],
    exits: { 10: "two partners reach the same; a request shows it" },
  },
};

/** `vendor policy prove`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .description(
      "prove from documents alone that no two partners reach the same object, list, secret or key use",
    )
    .argument("[partners...]", "only pairs with one of these; default: all partners")
    .option(
      "--live",
      "the documents that are in force now, in place of what the runbooks say; needs credentials",
    )
    .action((partners: readonly string[], flags: ProveFlags) =>
      invoke("policy prove", async (session) =>
        (await import("../../policy/prove.ts")).policyProve(session, partners, flags),
      ),
    );
}
