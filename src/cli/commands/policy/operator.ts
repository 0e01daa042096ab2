import type { Command } from "commander";
import type { CommandModule, Invoke } from "../../command.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  "policy operator": {
    examples: [
      { why: "what to give the role that runs vendor", run: "vendor policy operator > operator-policy.json" },
    ],
  },
};

/** `vendor policy operator`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .description("print the least privilege of whoever runs vendor, for this configuration")
    .option("--role <arn>", "the role that runs vendor; default: whose credentials these are")
    .action((flags: { readonly role?: string }) =>
      invoke("policy operator", async (session) =>
        (await import("../../policy/operator.ts")).policyOperator(session, flags),
      ),
    );
}
