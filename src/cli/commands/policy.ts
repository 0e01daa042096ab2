import type { Command } from "commander";
import type { Invoke } from "../command.ts";
import * as evaluate from "./policy/evaluate.ts";

/** The sub-commands of `vendor policy`; each loads what it needs once it runs. */
const COMMANDS = { evaluate };

/** `vendor policy evaluate`. */
export function configure(command: Command, invoke: Invoke): void {
  for (const [name, { configure: declare }] of Object.entries(COMMANDS))
    declare(command.command(name), invoke);
}
