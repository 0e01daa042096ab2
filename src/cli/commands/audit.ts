import { type Command, Option } from "commander";
import type { PageFormat } from "../audit.ts";
import type { VerifyOptions } from "../audit-verify.ts";
import type { CommandModule, Invoke } from "../command.ts";

const FORMATS: readonly PageFormat[] = ["text", "md", "html"];

interface ShowOptions {
  readonly certificate?: string;
  readonly format: PageFormat;
}

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  audit: { examples: [{ why: "what was done, for whom, by whom", run: "vendor audit list" }] },
  "audit list": {
    examples: [
      { why: "all records", run: "vendor audit list" },
      { why: "the same for a program", run: "vendor audit list --json" },
    ],
  },
  "audit show": {
    given: "offboarded",
    examples: [
      { why: "the last record of a partner", run: "vendor audit show acme" },
      {
        why: "its certificate as a page",
        run: "vendor audit show --certificate acme --format html > acme.html",
      },
    ],
    exits: { 3: "there is no such record" },
  },
  "audit verify": {
    examples: [
      { why: "the configured log", run: "vendor audit verify", shown: true },
      { why: "a copy of it, anywhere, without AWS", run: "vendor audit verify .vendor/audit/log.jsonl" },
    ],
    exits: { 10: "the log was changed, or a signature is missing" },
  },
  "audit sign": {
    examples: [{ why: "sign what could not be signed at the time", run: "vendor audit sign" }],
    exits: { 3: "the configuration names no key" },
  },
};

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
