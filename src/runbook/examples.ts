import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HIDDEN_LATER } from "../core/hidden.ts";
import type { JsonObject } from "../core/json.ts";
import { activeInputs, completeInputs } from "./inputs.ts";
import { type LocatedPartnerFile, readPartnerFile } from "./partner-file.ts";
import type { Runbook } from "./runbooks.ts";
import type { InputSpec } from "./types.ts";

/** The folder beside a runbook that its example partner files are in. */
export function examplesFolder({ yaml }: Pick<Runbook, "yaml">): string {
  return join(dirname(yaml.file), "examples");
}

/**
 * The example partner files of a runbook: those of `examples/` beside it that name it, by its name or its file.
 * @throws VendorError `fileUnreadable`, `fileInvalid`, `privateKeyGiven`
 */
export function examplesOf(runbook: Pick<Runbook, "name" | "yaml">): readonly LocatedPartnerFile[] {
  const { name, yaml } = runbook;
  const folder = examplesFolder(runbook);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => /\.ya?ml$/.test(entry))
    .sort((one, other) => (stem(one) < stem(other) ? -1 : 1))
    .map((entry) => readPartnerFile(join(folder, entry)))
    .filter((file) => file.runbook === name || basename(file.runbook) === basename(yaml.file));
}

/** `acme.yaml` comes before `acme-more.yaml`. */
function stem(entry: string): string {
  return entry.replace(/\.ya?ml$/, "");
}

/** Answers with what stands for a hidden one where none is given: no file holds those. */
export function withHiddenLater(specs: readonly InputSpec[], answers: JsonObject): JsonObject {
  const hidden = activeInputs(specs, completeInputs(specs, answers)).filter(({ type }) => type === "secret");
  return { ...Object.fromEntries(hidden.map(({ name }) => [name, HIDDEN_LATER])), ...answers };
}
