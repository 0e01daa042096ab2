import type { JsonObject } from "../../core/json.ts";
import { listRunbooks, loadRunbook, type Runbook, type RunbookFolders } from "../../runbook/runbooks.ts";
import type { InputSpec } from "../../runbook/types.ts";
import type { Style } from "../render/style.ts";
import { plain, table, wrap } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { foldersOf } from "./folders.ts";
import { overrides, sourceOf, summaryOf } from "./summary.ts";

/** `vendor runbook list`: each once, a team's own before a shipped one of the same name. */
export async function listCommand(session: Session): Promise<CommandResult> {
  const folders = await foldersOf(session);
  const runbooks = listRunbooks(folders);
  return {
    outcome: "done",
    text: table(
      runbooks.map((runbook) => [
        runbook.name,
        runbook.version,
        runbook.title,
        originOf(runbook, folders, session),
      ]),
    ),
    data: { runbooks: runbooks.map((runbook) => dataOf(runbook, folders)) },
  };
}

/** `vendor runbook show`. */
export async function showCommand(session: Session, name: string): Promise<CommandResult> {
  const folders = await foldersOf(session);
  const runbook = loadRunbook(name, folders, session.host.cwd);
  return {
    outcome: "done",
    text: runbookText(runbook, folders, session),
    data: {
      runbook: { ...dataOf(runbook, folders), inputs: runbook.inputs as unknown as JsonObject[] },
    },
  };
}

function dataOf(runbook: Runbook, folders: RunbookFolders): JsonObject {
  return { ...summaryOf(runbook), overrides: overrides(runbook, folders) };
}

function originOf(runbook: Runbook, folders: RunbookFolders, session: Session): string {
  const source = sourceOf(runbook, session);
  return overrides(runbook, folders) ? `${source}, in place of the shipped one` : source;
}

function runbookText(runbook: Runbook, folders: RunbookFolders, session: Session): string {
  const { name, version, title, description, digest, inputs, document } = runbook;
  const { outStyle: style } = session;
  const resources = Object.entries(document.resources).filter(([, { canary }]) => !canary);
  const rows = resources.map(([id, { kind, when }]) => [`  ${id}`, kind, whenText(when)]);
  return [
    `${style.bold(plain(title))}  ${name} ${version}`,
    wrap(plain(description), style.width),
    style.dim(wrap(originOf(runbook, folders, session), style.width)),
    style.dim(digest),
    "",
    style.bold("Inputs"),
    ...inputs.flatMap((input) => inputLines(input, style)),
    ...(inputs.length === 0 ? ["  none"] : []),
    "",
    style.bold("Resources"),
    table(rows),
    "",
    style.bold("Access test"),
    wrap(`probes of ${groupsOf(runbook).join(", ")}`, style.width, "  "),
    "",
    `${style.dim("in full")}  vendor runbook render ${runbook.from}`,
  ].join("\n");
}

function groupsOf({ document }: Runbook): readonly string[] {
  return document.access.probes.map((entry) => (typeof entry === "string" ? entry : entry.group));
}

function whenText(when: string | readonly string[] | undefined): string {
  if (when === undefined) return "";
  return `where ${[when].flat().join(", ").replaceAll("inputs.", "")}`;
}

function inputLines(input: InputSpec, style: Style): readonly string[] {
  const fallback = input.default === undefined ? "" : `, default ${input.default}`;
  const when =
    input.when === undefined
      ? ""
      : `, where ${input.when.input} is ${input.when.is.map((value) => (value === "*" ? "given" : value)).join(" or ")}`;
  const choices =
    input.choices === undefined ? "" : ` (${input.choices.map((choice) => choice.value).join(" | ")})`;
  const facts = `${input.type}${choices}, ${input.required ? "required" : "optional"}${fallback}${when}`;
  return [
    `  ${style.bold(input.name)}  ${wrap(plain(facts), style.width - input.name.length - 4, "      ").trimStart()}`,
    wrap(plain(input.help), style.width, "      "),
  ];
}
