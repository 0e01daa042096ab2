import type { Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { RUN_EXITS } from "../exits.ts";
import type { OnboardOptions } from "../onboard-plan.ts";
import { addHiddenOption, addLockOption, collect, formatOption } from "../options.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  onboard: {
    given: "configured",
    examples: [
      {
        why: "see every call that would be made; nothing is changed",
        run: "vendor onboard acme --from partners/acme.yaml --dry-run",
      },
      {
        why: "write the plan to a file, to be reviewed",
        run: "vendor onboard --from partners/acme.yaml --plan-out acme.plan.json",
      },
      {
        why: "apply exactly what was reviewed",
        run: "vendor onboard --plan acme.plan.json",
        answers: "--yes",
      },
      { why: "several partners at once, in a pipeline", run: "vendor onboard --from partners/ --yes --json" },
    ],
    exits: { ...RUN_EXITS, 10: "with --dry-run --exit-code: the plan has changes" },
  },
};

/** `vendor onboard`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner's name: lower-case letters, digits, hyphens")
    .option("--owner <email>", "e-mail address of the team that answers for the partner")
    .option("--from <path>", "a partner file, a folder of them, or a glob; may be repeated", collect)
    .option("--runbook <runbook>", "runbook, by name or path")
    .option(
      "--set <key=value>",
      "answer an input of the runbook, or clear its answer: KEY=; may be repeated",
      collect,
    );
  addHiddenOption(command)
    .option("--dry-run", "print the plan with every call and document, and stop")
    .option("--plan-out <file>", "write the plan to a file, and stop")
    .addOption(formatOption(command))
    .option("--plan <file>", "apply exactly this plan; refused if it was edited or is stale")
    .option("--skip-rehearsal", "go live without the rehearsal; needs --reason")
    .option("--skip-test", "go live without rehearsal and access test; needs --reason")
    .option("--reason <text>", "why something is skipped; it goes into the audit record")
    .option("--no-rollback", "leave what was made where a run fails")
    .option("--exit-code", "with --dry-run: exit 10 if the plan has changes");
  addLockOption(command).action(async (partner: string | undefined, options: OnboardOptions) => {
    await invoke("onboard", async (session) => {
      const { onboard } = await import("../onboarding.ts");
      return onboard(session, { ...options, ...(partner === undefined ? {} : { partner }) });
    });
  });
}
