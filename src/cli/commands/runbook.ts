import type { Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { collect } from "../options.ts";
import type { RenderOptions } from "../runbook/render.ts";
import type { TestOptions } from "../runbook/test.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  runbook: {
    given: "empty",
    examples: [{ why: "which kinds of partner there are", run: "vendor runbook list" }],
  },
  "runbook list": {
    given: "empty",
    examples: [{ why: "the shipped ones, and a team's own", run: "vendor runbook list" }],
  },
  "runbook show": {
    given: "empty",
    examples: [{ why: "what it asks for", run: "vendor runbook show hosted-sftp" }],
  },
  "runbook render": {
    given: "empty",
    examples: [
      {
        why: "every document of a partner, before there is one",
        run: "vendor runbook render cross-account-s3 --partner acme --set partnerAccount=210987654321 --set partnerRole=files",
      },
    ],
  },
  "runbook lint": {
    given: "empty",
    examples: [{ why: "all of your own, else the shipped ones", run: "vendor runbook lint" }],
    exits: { 10: "a runbook has an error" },
  },
  "runbook test": {
    given: "empty",
    examples: [{ why: "the whole cycle, on an AWS in this process", run: "vendor runbook test hosted-sftp" }],
    exits: {
      3: "refused before any change",
      4: "its access test failed",
      5: "a gate's deadline passed, or something is left",
      7: "interrupted; nothing is kept",
    },
  },
};

/** `vendor runbook list | show | lint | render | test`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .command("list")
    .description("all runbooks that can be named, and where each comes from")
    .action(() =>
      invoke("runbook list", async (session) => (await import("../runbook/show.ts")).listCommand(session)),
    );
  command
    .command("show")
    .description("what a runbook asks for, makes and tests")
    .argument("<runbook>", "name or path")
    .action((name: string) =>
      invoke("runbook show", async (session) =>
        (await import("../runbook/show.ts")).showCommand(session, name),
      ),
    );
  command
    .command("lint")
    .description("everything to mend in runbooks, filled in with their examples; exit 10 on an error")
    .argument("[runbook...]", "names or paths (default: your own, else the shipped ones)")
    .action((names: readonly string[]) =>
      invoke("runbook lint", async (session) =>
        (await import("../runbook/lint.ts")).lintCommand(session, names),
      ),
    );
  configureRender(command, invoke);
  command
    .command("test")
    .description("onboard and offboard its example partners, each on a local AWS of its own")
    .argument("<runbook>", "name or path")
    .option("--from <file>", "partner files in place of the runbook's examples; may be repeated", collect)
    .option("--keep", "keep the folder of the local AWS, to look at what was made and recorded")
    .action((name: string, options: TestOptions) =>
      invoke("runbook test", async (session) =>
        (await import("../runbook/test.ts")).testCommand(session, name, options),
      ),
    );
}

function configureRender(command: Command, invoke: Invoke): void {
  command
    .command("render")
    .description("a runbook filled in for a partner, every document in full; calls nothing")
    .argument("<runbook>", "name or path")
    .option("--partner <name>", "the partner (default: the first example's)")
    .option("--owner <email>", "the team that answers for it")
    .option("--set <key=value>", "answer an input of the runbook; may be repeated", collect)
    .option("--from <file>", "take the answers from a partner file", (file: string) => [file])
    .option("--rehearsal", "show the twin as well, with every gate and probe")
    .action((name: string, options: RenderOptions) =>
      invoke("runbook render", async (session) =>
        (await import("../runbook/render.ts")).renderCommand(session, name, options),
      ),
    );
}
