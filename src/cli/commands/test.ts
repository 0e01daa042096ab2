import { type Command, InvalidArgumentError } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { EXIT_CODES } from "../exits.ts";
import type { TestOptions } from "../testing.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  test: {
    examples: [
      { why: "try what one partner can reach, and what it can't", run: "vendor test acme" },
      {
        why: "every partner that lives, and ten pairs of them against each other",
        run: "vendor test --all --pairs 10",
      },
    ],
    exits: {
      3: EXIT_CODES[3],
      5: "a gate's deadline passed",
      6: EXIT_CODES[6],
      7: EXIT_CODES[7],
      10: "an access is not as it should be",
    },
  },
};

/** `vendor test`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner's name")
    .option("--all", "every partner that lives, also against the others")
    .option("--pairs <n>", "with --all: how many pairs of partners are tried live", pairsOf)
    .option("--seed <text>", "with --all: what picks the pairs; default: today's date")
    .option("--from <path>", "the partner file, where this store does not know the partner")
    .option("--runbook <runbook>", "runbook, by name or path, where it is not the one on record")
    .action(async (partner: string | undefined, options: TestOptions) => {
      await invoke("test", async (session) => {
        const { test } = await import("../testing.ts");
        return test(session, { ...options, ...(partner === undefined ? {} : { partner }) });
      });
    });
}

function pairsOf(value: string): number {
  const pairs = Number(value);
  if (!Number.isInteger(pairs) || pairs < 0) throw new InvalidArgumentError("It is a whole number.");
  return pairs;
}
