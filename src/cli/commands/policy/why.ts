import type { Command } from "commander";
import type { CommandModule, Invoke } from "../../command.ts";
import { collect } from "../../options.ts";
import type { WhyFlags } from "../../policy/why.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  "policy why": {
    examples: [
      {
        why: "may a partner read its own object?",
        run: "vendor policy why s3:GetObject s3://partner-files/acme/in.csv --as acme",
      },
      {
        why: "may it list another partner's folder?",
        run: "vendor policy why s3:ListBucket s3://partner-files --as acme --context s3:prefix=globex/",
        shown: true,
      },
    ],
  },
};

/** `vendor policy why`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .description("whether a partner may do something, by the documents that are in force now, and why")
    .argument("<action>", "one action, e.g. s3:GetObject")
    .argument("<resource>", "s3://BUCKET/KEY, secret:NAME, role:NAME, key (the configured one), an ARN, or *")
    .requiredOption(
      "--as <who>",
      "a partner (as its role), PARTNER:ROLE (another role of its runbook), PARTNER:partner (its own principal in its own account), an ARN, a service, or anonymous",
    )
    .option(
      "--context <key=value>",
      "a condition key of the request; repeat it for more keys or values",
      collect,
    )
    .action((action: string, resource: string, flags: WhyFlags) =>
      invoke("policy why", async (session) =>
        (await import("../../policy/why.ts")).policyWhy(session, { action, resource }, flags),
      ),
    );
}
