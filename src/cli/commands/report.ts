import type { Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { EXIT_CODES } from "../exits.ts";
import type { ReportOptions } from "../report/command.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  report: {
    examples: [
      { why: "all partners, into vendor-report.html", run: "vendor report" },
      { why: "one partner, into a file of your choice", run: "vendor report acme --out acme.html" },
    ],
    exits: { 3: EXIT_CODES[3] },
  },
};

/** `vendor report`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "the partner's name; default: all")
    .option("-o, --out <file>", "where to write it, - for stdout; default: vendor-report[-PARTNER].html here")
    .action((partner: string | undefined, options: ReportOptions) =>
      invoke("report", async (session) => {
        const { report } = await import("../report/command.ts");
        return report(session, partner, options);
      }),
    );
}
