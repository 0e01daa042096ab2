import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readCaseFile } from "../../src/cli/policy/case-file.ts";
import type { PolicyCase } from "../../src/policy/cases/expand.ts";
import type { NamedPolicy, PolicyDocument, Principal, Statement } from "../../src/policy/types.ts";

type WrittenDocument = readonly Statement[] | PolicyDocument;

/** Principals of the cases, by name. */
export const PRINCIPALS: Readonly<Record<string, Principal>> = readJson("principals.json");

/** Every topic with its cases. */
export function readCases(): { readonly topic: string; readonly cases: readonly PolicyCase[] }[] {
  const files = readdirSync(new URL("cases/", import.meta.url)).filter((name) => name.endsWith(".json"));
  return files.map((file) => ({
    topic: file.replace(".json", ""),
    cases: readCaseFile(fileURLToPath(new URL(`cases/${file}`, import.meta.url))).map(
      ({ policyCase }) => policyCase,
    ),
  }));
}

/** A document of the current version under a name. */
export function named(name: string, document: WrittenDocument): NamedPolicy {
  return {
    name,
    document: "Version" in document ? document : { Version: "2012-10-17", Statement: document },
  };
}

/** A JSON file of this folder. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}
