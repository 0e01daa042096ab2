import { type Command, Option } from "commander";
import type { DocumentKind } from "../../../policy/validate.ts";
import type { CommandModule, Invoke } from "../../command.ts";
import type { LintFlags } from "../../policy/lint.ts";

const KINDS: readonly DocumentKind[] = ["identity", "trust", "bucket", "key", "secret", "session"];

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  "policy lint": {
    examples: [
      {
        why: "who may assume a partner's role, as AWS has it",
        run: "aws iam get-role --role-name vendor-acme --query Role.AssumeRolePolicyDocument > trust.json && vendor policy lint trust.json --kind trust",
      },
    ],
    exits: { 10: "a document has an error" },
  },
};

/** `vendor policy lint`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .description("what AWS would refuse in policy documents, and what is too open; exit 10 on an error")
    .argument("<file...>", "JSON or YAML: a policy document, or anything that holds some, e.g. a saved plan")
    .addOption(
      new Option("--kind <kind>", "what the documents are attached to; default: told from each").choices(
        KINDS,
      ),
    )
    .option("--account <id>", "the account that they belong to; every other one counts as foreign")
    .action((files: readonly string[], flags: LintFlags) =>
      invoke("policy lint", async (session) =>
        (await import("../../policy/lint.ts")).policyLint(session, files, flags),
      ),
    );
}
