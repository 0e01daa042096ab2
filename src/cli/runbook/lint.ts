import type { JsonObject } from "../../core/json.ts";
import { parseConfig } from "../../runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../runbook/config-text.ts";
import { lintRunbook, type RunbookFinding } from "../../runbook/lint/index.ts";
import { findRunbook, type RunbookFolders, runbookFiles } from "../../runbook/runbooks.ts";
import { findingsText } from "../render/findings.ts";
import { counted } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { foldersOf } from "./folders.ts";
import { nearer } from "./summary.ts";

/**
 * `vendor runbook lint`: what is to be mended in runbooks; without any named, in a team's own, else in the shipped ones.
 * Exit 10 on an error.
 * @throws VendorError `fileUnreadable`, `runbookUnknown`
 */
export async function lintCommand(session: Session, names: readonly string[]): Promise<CommandResult> {
  const { cwd } = session.host;
  const folders = await foldersOf(session);
  const files = names.length > 0 ? names.map((name) => findRunbook(name, folders, cwd)) : everyFile(folders);
  // The base has no part in what is wrong with a runbook: any will do, and the same everywhere.
  const config = parseConfig(CONFIG_TEMPLATE, cwd, "(example)");
  const findings = files
    .flatMap((file) => lintRunbook(file, folders, config, cwd))
    .map((finding) => ({ ...finding, file: nearer(finding.file, cwd) }));
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return {
    outcome: findings.length === 0 ? "clean" : "findings",
    exit: errors === 0 ? 0 : 10,
    text: findingsText(findings.map(withField), counted(files.length, "runbook"), session.outStyle),
    data: { runbooks: files.length, errors, findings: findings as unknown as JsonObject[] },
  };
}

function everyFile({ own, shipped }: RunbookFolders): readonly string[] {
  const ours = own.flatMap(runbookFiles);
  return ours.length > 0 ? ours : runbookFiles(shipped);
}

/** What is not there has no line of its own. */
function withField(finding: RunbookFinding): RunbookFinding {
  const { rule, field, message } = finding;
  return rule === "schema" && field !== "" ? { ...finding, message: `${field}: ${message}` } : finding;
}
