import type { Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import * as evaluate from "./policy/evaluate.ts";
import * as lint from "./policy/lint.ts";
import * as operator from "./policy/operator.ts";
import * as prove from "./policy/prove.ts";
import * as why from "./policy/why.ts";

/** The sub-commands of `vendor policy`; each loads what it needs once it runs. */
const COMMANDS = { why, lint, evaluate, prove, operator };

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  policy: {
    examples: [{ why: "no two partners reach the same", run: "vendor policy prove" }],
  },
  ...why.help,
  ...lint.help,
  ...evaluate.help,
  ...prove.help,
  ...operator.help,
};

/** `vendor policy why | lint | evaluate | prove | operator`. */
export function configure(command: Command, invoke: Invoke): void {
  for (const [name, { configure: declare }] of Object.entries(COMMANDS))
    declare(command.command(name), invoke);
}
