import { type Command, InvalidArgumentError } from "commander";
import type { Invoke } from "../command.ts";
import type { TestOptions } from "../testing.ts";

/** `vendor test`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner's name")
    .option("--all", "every partner that lives, also against the others")
    .option("--pairs <n>", "with --all: how many pairs of partners are tried live", pairsOf)
    .option("--seed <text>", "with --all: what picks the pairs; default: today's date")
    .option("--from <path>", "the partner file, where this store does not know the partner")
    .option("--runbook <name>", "runbook, by name or path, where it is not the one on record")
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
