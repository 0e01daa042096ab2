import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { LOCAL_ROLES } from "../host.ts";
import type { LocalCommandOptions } from "../local/serve.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  local: {
    examples: [
      { why: "point other programs at the one that is running", run: 'eval "$(vendor local --env)"' },
      { why: "a configuration for it", run: "vendor local --print-config > vendor.config.yaml" },
    ],
  },
};

/** `vendor local`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .option("--port <n>", "port of the AWS endpoint (default: a free one, then the same again)", portOf)
    .option("--sftp-port <n>", "port of the SFTP endpoint", portOf)
    .option("--seed <n>", "seed of the propagation delays: the same seed, the same delays", numberOf)
    .option("--no-enforcement", "switch IAM off: everything is allowed")
    .option("--faults <file>", "faults to inject, as JSON")
    .option("--dir <folder>", "folder of its state (default: .vendor/local)")
    .option("--env", 'print the environment of the one that is running: eval "$(vendor local --env)"')
    .addOption(new Option("--as <role>", "with --env: whose keys").choices(LOCAL_ROLES).default("operator"))
    .option("--print-config", "print a vendor.config.yaml for the one that is running")
    .option("--reset", "remove all of its state")
    .action((options: LocalCommandOptions) =>
      invoke("local", async (session) => (await import("../local/serve.ts")).local(session, options)),
    );
}

function portOf(value: string): number {
  const port = numberOf(value);
  if (port > 65_535) throw new InvalidArgumentError("A port is a number up to 65535.");
  return port;
}

function numberOf(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError("It is a whole number.");
  return Number(value);
}
