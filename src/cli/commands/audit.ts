import type { Command } from "commander";
import type { Invoke } from "../command.ts";

/** `vendor audit list | show | verify`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .command("list")
    .description("all records of the audit log")
    .action(() => invoke("audit list", async (session) => (await import("../audit.ts")).auditList(session)));
  command
    .command("show")
    .description("one record in full; a certificate as readable text")
    .argument("[run]", "a run, a partner (its last record), or a record's number; default: the last record")
    .action((subject: string | undefined) =>
      invoke("audit show", async (session) => (await import("../audit.ts")).auditShow(session, subject)),
    );
  command
    .command("verify")
    .description("verify the hash chain; needs neither AWS nor trust in the file")
    .argument("[file]", "a log file; default: the configured one")
    .option("--head <hash>", "a hash that the log must contain, kept from an earlier verification")
    .action((file: string | undefined, options: { readonly head?: string }) =>
      invoke("audit verify", async (session) =>
        (await import("../audit.ts")).auditVerify(session, file, options.head),
      ),
    );
}
