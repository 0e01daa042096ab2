import { type Command, Option } from "commander";
import type { PageFormat } from "../audit.ts";
import type { VerifyOptions } from "../audit-verify.ts";
import type { Invoke } from "../command.ts";

const FORMATS: readonly PageFormat[] = ["text", "md", "html"];

interface ShowOptions {
  readonly certificate?: string;
  readonly format: PageFormat;
}

/** `vendor audit list | show | verify | sign`. */
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
    .description("verify the hash chain and its signatures; needs neither AWS nor trust in the file")
    .argument("[file]", "a log file; default: the configured one")
    .option("--head <hash>", "a hash that the log must contain, kept from an earlier verification")
    .option("--public-key <file...>", "the key (PEM) that must have signed, kept from elsewhere")
    .action((file: string | undefined, options: VerifyOptions) =>
      invoke("audit verify", async (session) =>
        (await import("../audit-verify.ts")).auditVerify(session, file, options),
      ),
    );
  command
    .command("sign")
    .description("have KMS sign the log up to its last record, where a run could not")
    .action(() =>
      invoke("audit sign", async (session) => (await import("../audit-sign.ts")).auditSign(session)),
    );
}
