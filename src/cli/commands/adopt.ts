import type { Command } from "commander";
import type { AdoptOptions } from "../adoption.ts";
import type { CommandModule, Invoke } from "../command.ts";
import { EXIT_CODES } from "../exits.ts";
import { addHiddenOption, addLockOption, collect, formatOption } from "../options.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  adopt: {
    given: "configured",
    examples: [
      {
        why: "see what exists for a partner, and whose it is",
        run: "vendor adopt acme --from partners/acme.yaml --dry-run",
      },
    ],
    exits: {
      3: EXIT_CODES[3],
      6: EXIT_CODES[6],
      7: EXIT_CODES[7],
      10: "with --dry-run --exit-code: there is something to take over",
    },
  },
};

/** `vendor adopt`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner's name: lower-case letters, digits, hyphens")
    .option("--owner <email>", "e-mail address of the team that answers for the partner")
    .option("--from <path>", "the partner file", collect)
    .option("--runbook <runbook>", "runbook, by name or path")
    .option("--set <key=value>", "answer an input of the runbook; may be repeated", collect);
  addHiddenOption(command)
    .option("--dry-run", "show what exists and whose it is, and stop")
    .option("--plan-out <file>", "write the plan to a file, and stop")
    .addOption(formatOption(command))
    .option("--plan <file>", "take over exactly what this plan says; refused if it was edited or is stale")
    .option("--confirm <partner>", "the partner's name once more: what --yes alone does not grant")
    .option("--exit-code", "with --dry-run: exit 10 if there is something to take over");
  addLockOption(command).action(async (partner: string | undefined, options: AdoptOptions) => {
    await invoke("adopt", async (session) => {
      const { adopt } = await import("../adoption.ts");
      return adopt(session, { ...options, ...(partner === undefined ? {} : { partner }) });
    });
  });
}
