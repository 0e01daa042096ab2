import type { Command } from "commander";
import type { CommandModule, Invoke } from "../../command.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  "policy evaluate": {
    examples: [{ why: "check the cases of one file", run: "vendor policy evaluate cases.yaml" }],
    exits: { 10: "a case does not hold" },
  },
};

/** `vendor policy evaluate`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .description("check cases of request, policies and expected verdict; exit 10 if one does not hold")
    .argument("<case...>", "files of cases (JSON or YAML), as docs/policy-cases.md describes them")
    .action((files: readonly string[]) =>
      invoke("policy evaluate", async (session) =>
        (await import("../../policy/evaluate.ts")).policyEvaluate(session, files),
      ),
    );
}
