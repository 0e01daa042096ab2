import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { writeWhole } from "../../core/disk.ts";
import type { CommandModule, Invoke } from "../command.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  init: {
    given: "empty",
    examples: [
      { why: "write vendor.config.yaml here, to be filled in", run: "vendor init" },
      { why: "write it elsewhere", run: "vendor init --config staging.config.yaml" },
    ],
  },
};

/** `vendor init`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .option("--force", "overwrite a file that is there")
    .action((options: { readonly force?: boolean }) =>
      invoke("init", (session) => init(session, options.force === true)),
    );
}

async function init({ host, options }: Session, force: boolean): Promise<CommandResult> {
  const [{ CONFIG_NAME, CONFIG_TEMPLATE }, { vendorError }] = await Promise.all([
    import("../../runbook/config.ts"),
    import("../../core/errors.ts"),
  ]);
  const file = resolve(host.cwd, options.config ?? CONFIG_NAME);
  if (existsSync(file) && !force) throw vendorError("fileExists", { file });
  writeWhole(host.disk, file, CONFIG_TEMPLATE, 0o644);
  return {
    outcome: "done",
    text: `Wrote ${file}.\nFill in your account, bucket, key and server, then: vendor onboard`,
    data: { file },
  };
}
