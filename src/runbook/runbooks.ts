import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { digest } from "../core/canonical.ts";
import { vendorError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { type RunbookDocument, runbookSchema } from "./schema.ts";
import type { InputSpec, RunbookSummary } from "./types.ts";
import { checkYaml, readYaml, type YamlFile } from "./yaml-file.ts";

/** A runbook, read and checked. */
export interface Runbook extends RunbookSummary {
  readonly document: RunbookDocument;
  readonly yaml: YamlFile;
  /** Of a team's own, found by its name: the file, by its folder's name, wherever that folder is. */
  readonly own?: string;
}

/** Where runbooks are looked for: a team's folders first, the shipped ones last. */
export interface RunbookFolders {
  readonly own: readonly string[];
  readonly shipped: string;
}

/** All runbooks that can be named; a team's own win over shipped ones of the same name. @throws VendorError `fileInvalid` */
export function listRunbooks(folders: RunbookFolders): readonly Runbook[] {
  const byName = new Map<string, Runbook>();
  for (const folder of [...folders.own, folders.shipped]) {
    for (const file of runbookFiles(folder)) {
      const runbook = readRunbook(file, folder === folders.shipped ? "shipped" : file);
      if (!byName.has(runbook.name)) byName.set(runbook.name, runbook);
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Loads a runbook by name, or by path where the text has a slash or ends in .yaml.
 * @throws VendorError `runbookUnknown`, `fileUnreadable`, `fileInvalid`
 */
export function loadRunbook(nameOrPath: string, folders: RunbookFolders, cwd: string): Runbook {
  const file = findRunbook(nameOrPath, folders, cwd);
  if (isPath(nameOrPath)) return readRunbook(file, file, nameOrPath);
  if (dirname(file) === folders.shipped) return readRunbook(file, "shipped");
  return { ...readRunbook(file, file), own: `${basename(dirname(file))}/${basename(file)}` };
}

function isPath(nameOrPath: string): boolean {
  return /[/\\]|\.ya?ml$/.test(nameOrPath);
}

/**
 * The file of a runbook, which may be there or not where a path names it.
 * @throws VendorError `runbookUnknown`
 */
export function findRunbook(nameOrPath: string, folders: RunbookFolders, cwd: string): string {
  if (isPath(nameOrPath)) return resolve(cwd, nameOrPath);
  const found = [...folders.own, folders.shipped]
    .map((folder) => join(folder, `${nameOrPath}.yaml`))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  const known = listRunbooks(folders).map((runbook) => runbook.name);
  throw vendorError("runbookUnknown", { name: nameOrPath, known: known.join(", ") });
}

/** The runbooks of a folder, which need not be there. */
export function runbookFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => join(folder, name));
}

/** `path`: how it was named, where not by its name. */
function readRunbook(file: string, source: string, path?: string): Runbook {
  const yaml = readYaml(file);
  const document = checkYaml(yaml, runbookSchema);
  return {
    name: document.runbook,
    version: document.version,
    title: document.title,
    description: document.description,
    source,
    digest: digest(yaml.value as Json),
    from: path ?? document.runbook,
    inputs: Object.entries(document.inputs).map(([name, spec]) => ({ ...spec, name }) as InputSpec),
    document,
    yaml,
  };
}
