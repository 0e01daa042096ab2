import { type Command, InvalidArgumentError } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import type { InitOptions } from "../init/flags.ts";
import { collect, formatOption } from "../options.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  init: {
    given: "empty",
    examples: [
      { why: "write a vendor.config.yaml to be filled in", run: "vendor init --template" },
      {
        why: "take what there is only one of, checked, and write it anew",
        run: "vendor init --yes --force --no-sandbox-role --local",
      },
      {
        why: "what it would make of an empty account",
        run: "vendor init --base --dry-run --bucket acme-partner-files --local",
      },
      {
        why: "have that reviewed first: write the plan to a file",
        run: "vendor init --base --bucket acme-partner-files --plan-out base.plan.json --local",
      },
      {
        why: "make exactly what was reviewed",
        run: "vendor init --base --plan base.plan.json --force --local",
      },
    ],
    exits: {
      10: "with --dry-run --exit-code: the plan has changes",
      3: "what was chosen is not fit, or an answer of AWS stood against it; nothing was written",
    },
  },
};

/** `vendor init`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .option("--bucket <name>", "bucket for the partners' files")
    .option("--kms-key <key>", "customer-managed KMS key that encrypts them: ARN, id or alias")
    .option("--transfer-server <id>", "Transfer server that partners connect to")
    .option("--no-transfer-server", "do without: no partner logs in over SFTP here")
    .option("--sandbox-role <arn>", "role of the sandbox account that stands in for partners")
    .option("--no-sandbox-role", "do without: partners are not rehearsed")
    .option("--boundary <arn>", "permissions boundary of every role that vendor makes; with --base its name")
    .option("--sign-with <key>", "KMS key pair that signs the audit log: alias, ARN or id")
    .option("--secret-reader <arn>", "role that may read a partner's secret; may be repeated", collect)
    .option(
      "--base",
      "make what is missing of a base: bucket, keys, Transfer server, boundary, operator role",
    )
    .option("--dry-run", "with --base: print the plan with every call and document, and stop")
    .option("--plan-out <file>", "with --base: write the plan to a file, and stop")
    .addOption(formatOption(command))
    .option("--plan <file>", "with --base: apply exactly this plan; refused if it was edited or is stale")
    .option("--exit-code", "with --dry-run: exit 10 if the plan has changes")
    .option("--operator-role <name>", "with --base: the role that runs vendor (default: vendor-operator)")
    .option(
      "--operator <arn>",
      "with --base: who may assume it (default: as IAM says); may be repeated",
      collect,
    )
    .option(
      "--audit-bucket <name>",
      "with --base: also a bucket with Object Lock, for copies of the audit log",
    )
    .option(
      "--audit-days <n>",
      "with --audit-bucket: days for which nothing in it can be deleted (365)",
      daysOf,
    )
    .option("--remove", "with --base: take away what it has made, as far as nothing is in it")
    .option("--confirm <name>", "with --remove: vendor-base, which --yes alone does not grant")
    .option("--no-rollback", "with --base: leave what was made where it fails")
    .option("--template", "write a commented configuration to be filled in, and ask AWS nothing")
    .option("--allow-unfit", "write the configuration although something is not fit yet")
    .option("--force", "overwrite a file that is there")
    .action((options: InitOptions) =>
      invoke("init", async (session) => (await import("../init/init.ts")).init(session, options)),
    );
}

function daysOf(value: string): number {
  const days = Number(value);
  if (!/^\d+$/.test(value) || days < 1 || days > 36_500)
    throw new InvalidArgumentError("It is a number of days up to 36500.");
  return days;
}
