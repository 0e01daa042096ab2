import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { RUN_EXITS } from "../exits.ts";
import type { OffboardOptions } from "../offboarding.ts";
import { addLockOption, collect, formatOption } from "../options.ts";

const DATA = ["keep", "archive", "purge"];
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html: 7 to 30 days. */
const RECOVERY_DAYS = { least: 7, most: 30, usual: 30 };

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  offboard: {
    examples: [
      { why: "see every call that would be made; nothing is changed", run: "vendor offboard acme --dry-run" },
      {
        why: "take it all back, and keep a copy of the partner's objects",
        run: "vendor offboard acme --data archive",
        answers: "--yes --confirm acme",
      },
      {
        why: "in a pipeline, where nobody can type the name",
        run: "vendor offboard globex --yes --confirm globex --json",
      },
    ],
    exits: {
      ...RUN_EXITS,
      4: "something can still be reached; `vendor resume` continues",
      10: "with --dry-run --exit-code: the plan has changes",
    },
  },
};

/** `vendor offboard`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner's name")
    .option(
      "--from <path>",
      "the partner file, where this store does not know the partner; may be repeated",
      collect,
    )
    .option("--runbook <runbook>", "runbook, by name or path, where it is not the one on record")
    .option("--dry-run", "print the plan with every call and document, and stop")
    .option("--plan-out <file>", "write the plan to a file, and stop")
    .addOption(formatOption(command))
    .option("--plan <file>", "apply exactly this plan; refused if it was edited or is stale")
    .addOption(
      new Option("--data <what>", "what happens to the partner's objects").choices(DATA).default("keep"),
    )
    .option(
      "--secret-recovery-days <n>",
      "days in which the secret can be restored, 7 to 30",
      daysOf,
      RECOVERY_DAYS.usual,
    )
    .option("--confirm <partner>", "the partner's name once more: what --yes alone does not grant")
    .option("--exit-code", "with --dry-run: exit 10 if the plan has changes");
  addLockOption(command).action(async (partner: string | undefined, options: OffboardOptions) => {
    await invoke("offboard", async (session) => {
      const { offboard } = await import("../offboarding.ts");
      return offboard(session, { ...options, ...(partner === undefined ? {} : { partner }) });
    });
  });
}

function daysOf(value: string): number {
  const days = Number(value);
  const { least, most } = RECOVERY_DAYS;
  if (!Number.isInteger(days) || days < least || days > most)
    throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
  return days;
}
