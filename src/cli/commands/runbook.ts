import type { Command } from "commander";
import type { JsonObject } from "../../core/json.ts";
import type { Runbook, RunbookFolders } from "../../runbook/runbooks.ts";
import type { CommandModule, Invoke } from "../command.ts";
import { table, wrap } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  runbook: { examples: [{ why: "which kinds of partner there are", run: "vendor runbook list" }] },
  "runbook list": {
    given: "empty",
    examples: [{ why: "the shipped ones, and a team's own", run: "vendor runbook list" }],
  },
  "runbook show": {
    given: "empty",
    examples: [{ why: "what it asks for", run: "vendor runbook show hosted-sftp" }],
  },
};

/** `vendor runbook list | show`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .command("list")
    .description("all runbooks that can be named")
    .action(() => invoke("runbook list", list));
  command
    .command("show")
    .description("what a runbook asks for")
    .argument("<runbook>", "name or path")
    .action((name: string) => invoke("runbook show", (session) => show(session, name)));
}

/** A team's own runbooks where there is a configuration; the shipped ones anyway. */
async function foldersOf({ host, options }: Session): Promise<RunbookFolders> {
  const { findConfig, loadConfig } = await import("../../runbook/config.ts");
  const found = options.config !== undefined || (!options.local && findConfig(host.cwd) !== undefined);
  return {
    own: found ? loadConfig({ path: options.config, cwd: host.cwd }).runbooks : [],
    shipped: host.runbooks,
  };
}

async function list(session: Session): Promise<CommandResult> {
  const { listRunbooks } = await import("../../runbook/runbooks.ts");
  const runbooks = listRunbooks(await foldersOf(session));
  return {
    outcome: "done",
    text: table(
      runbooks.map(({ name, version, title, source }) => [
        name,
        version,
        title,
        source === "shipped" ? "" : source,
      ]),
    ),
    data: { runbooks: runbooks.map(summaryOf) },
  };
}

async function show(session: Session, name: string): Promise<CommandResult> {
  const { loadRunbook } = await import("../../runbook/runbooks.ts");
  const runbook = loadRunbook(name, await foldersOf(session), session.host.cwd);
  return {
    outcome: "done",
    text: runbookText(runbook, session),
    data: { runbook: { ...summaryOf(runbook), inputs: runbook.inputs as unknown as JsonObject[] } },
  };
}

function summaryOf({ name, version, title, description, source, digest }: Runbook): JsonObject {
  return { name, version, title, description, source, digest };
}

function runbookText(
  { name, version, title, description, digest, source, inputs }: Runbook,
  { outStyle }: Session,
): string {
  const lines = inputs.flatMap((input) => {
    const fallback = input.default === undefined ? "" : `, default ${input.default}`;
    const when =
      input.when === undefined
        ? ""
        : `, where ${input.when.input} is ${input.when.is.map((value) => (value === "*" ? "given" : value)).join(" or ")}`;
    const choices =
      input.choices === undefined ? "" : ` (${input.choices.map((choice) => choice.value).join(" | ")})`;
    return [
      `  ${outStyle.bold(input.name)}  ${input.type}${choices}, ${input.required ? "required" : "optional"}${fallback}${when}`,
      wrap(input.help, outStyle.width, "      "),
    ];
  });
  return [
    `${outStyle.bold(title)}  ${name} ${version}`,
    wrap(description, outStyle.width),
    outStyle.dim(`${source}, ${digest}`),
    "",
    outStyle.bold("Inputs"),
    ...lines,
  ].join("\n");
}
