import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Problem, vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { looksLikePrivateKey } from "../core/ssh-keys.ts";
import { readPartnerFile } from "../runbook/partner-file.ts";
import type { Draft } from "./draft.ts";

/** What the command line says of a partner. */
export interface PartnerFlags {
  readonly partner?: string;
  readonly owner?: string;
  readonly runbook?: string;
  readonly from?: readonly string[];
  readonly set?: readonly string[];
  readonly setSecret?: readonly string[];
}

/** One draft per partner file, or one of flags alone; flags win over files. @throws VendorError */
export function draftsOf(flags: PartnerFlags, cwd: string): readonly Draft[] {
  const answers = answersOf(flags.set ?? []);
  const files = (flags.from ?? []).flatMap((pattern) => filesOf(pattern, cwd));
  if (files.length === 0) return [overlay({ answers: {} }, flags, answers)];
  if (
    files.length > 1 &&
    (flags.partner !== undefined || flags.set !== undefined || flags.setSecret !== undefined)
  ) {
    throw vendorError("usageInvalid", {
      what: `--from names ${files.length} partners: a partner's name, --set or --set-secret can't go with several.`,
      command: "onboard",
    });
  }
  return files.map((file) => overlay(draftOf(file), flags, answers));
}

function draftOf(file: string): Draft {
  const { partner, owner, runbook, inputs, yaml } = readPartnerFile(file);
  // A path to a runbook is meant from where the file is.
  const path = /^\.{1,2}\//.test(runbook) ? resolve(dirname(file), runbook) : runbook;
  return {
    partner,
    owner,
    runbook: path,
    answers: inputs,
    file,
    place: (field) => ({ file, ...yaml.locate(field.split(".")) }),
  };
}

function overlay(draft: Draft, flags: PartnerFlags, answers: JsonObject): Draft {
  if (draft.partner !== undefined && flags.partner !== undefined && draft.partner !== flags.partner) {
    throw vendorError("usageInvalid", {
      what: `${draft.file} is about ${draft.partner}, not ${flags.partner}.`,
      command: "onboard",
    });
  }
  const { partner, owner, runbook } = flags;
  const { place } = draft;
  const elsewhere = new Set([
    ...Object.keys(answers).map((name) => `inputs.${name}`),
    ...(owner === undefined ? [] : ["owner"]),
    ...(runbook === undefined ? [] : ["runbook"]),
  ]);
  return {
    ...draft,
    // What a flag says is not found in the file.
    ...(place === undefined ? {} : { place: (field) => (elsewhere.has(field) ? {} : place(field)) }),
    ...(partner === undefined ? {} : { partner }),
    ...(owner === undefined ? {} : { owner }),
    ...(runbook === undefined ? {} : { runbook }),
    answers: { ...draft.answers, ...answers },
  };
}

/** `key=value` pairs as answers. Everything after the first `=` is the value. */
function answersOf(pairs: readonly string[]): JsonObject {
  const problems: Problem[] = [];
  const answers: Record<string, string> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf("=");
    if (looksLikePrivateKey(pair)) throw vendorError("privateKeyGiven", { where: "--set" });
    if (cut < 1) problems.push({ field: "--set", message: `"${pair}" is not key=value.` });
    else answers[pair.slice(0, cut)] = pair.slice(cut + 1);
  }
  if (problems.length > 0) throw vendorError("inputInvalid", { what: "--set" }, { problems });
  return answers;
}

/** The partner files of a path: itself, a folder's *.yaml, or what matches `*` and `?` in the last part. */
export function filesOf(pattern: string, cwd: string): string[] {
  const path = resolve(cwd, pattern);
  if (/[*?]/.test(basename(path))) return matching(dirname(path), globOf(basename(path)), pattern);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? matching(path, /\.ya?ml$/, pattern) : [path];
}

function matching(folder: string, name: RegExp, pattern: string): string[] {
  const exists = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = exists
    ? readdirSync(folder)
        .filter((entry) => name.test(entry))
        .sort()
    : [];
  if (files.length === 0)
    throw vendorError("usageInvalid", {
      what: `--from ${pattern}: no partner file is there.`,
      command: "onboard",
    });
  return files.map((file) => join(folder, file));
}

function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}
