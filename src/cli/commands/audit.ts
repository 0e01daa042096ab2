import { type Command, Option } from "commander";
import type { PageFormat } from "../audit.ts";
import type { Invoke } from "../command.ts";

const FORMATS: readonly PageFormat[] = ["text", "md", "html"];

interface ShowOptions {
  readonly certificate?: string;
  readonly format: PageFormat;
}

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
    .option("--certificate <partner>", "the last certificate of a partner, as a page for a person")
    .addOption(new Option("--format <format>", "of that page").choices(FORMATS).default("md"))
    .action((subject: string | undefined, { certificate, format }: ShowOptions) =>
      invoke("audit show", async (session) => {
        const audit = await import("../audit.ts");
        return certificate === undefined
          ? audit.auditShow(session, subject)
          : audit.auditCertificate(session, certificate, format);
      }),
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
