import { dirname, resolve } from "node:path";
import { type Problem, vendorError } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import { meantOrKnown } from "../../core/suggest.ts";
import { expandCase, type PolicyCase, principalOf } from "../../policy/cases/expand.ts";
import {
  caseFileSchema,
  caseListSchema,
  caseSchema,
  type Principals,
  principalsSchema,
  type WrittenCase,
} from "../../policy/cases/schema.ts";
import { checkYaml, problemAt, readYaml, type YamlFile } from "../../runbook/yaml-file.ts";

/** A case and where it stands. */
export interface LocatedCase {
  readonly policyCase: PolicyCase;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

interface Found {
  readonly written: WrittenCase;
  readonly path: readonly (string | number)[];
}

/**
 * Reads a file that holds one case, a list of them, or `{ principals, cases }`.
 * @throws VendorError `fileUnreadable`, or `fileInvalid` with every problem and its line
 */
export function readCaseFile(file: string): readonly LocatedCase[] {
  const yaml = readYaml(file);
  const { found, principals } = contentsOf(yaml);
  const problems: Problem[] = [];
  const cases = found.flatMap(({ written, path }): LocatedCase[] => {
    const principal = principalOf(written.request.principal, principals);
    if (principal === undefined) {
      problems.push(principalProblem(yaml, path, String(written.request.principal), principals));
      return [];
    }
    const lineOf = (inside: readonly (string | number)[]) => yaml.locate([...path, ...inside]).line;
    return [{ policyCase: expandCase(written, principal, lineOf), ...yaml.locate(path) }];
  });
  if (problems.length > 0) throw vendorError("fileInvalid", { file }, { problems });
  return cases;
}

function contentsOf(yaml: YamlFile): { readonly found: readonly Found[]; readonly principals: Principals } {
  if (Array.isArray(yaml.value)) {
    const cases = checkYaml(yaml, caseListSchema);
    return { found: cases.map((written, index) => ({ written, path: [index] })), principals: {} };
  }
  if (!isJsonObject(yaml.value) || !("cases" in yaml.value))
    return { found: [{ written: checkYaml(yaml, caseSchema), path: [] }], principals: {} };
  const { cases, principals = {} } = checkYaml(yaml, caseFileSchema);
  return {
    found: cases.map((written, index) => ({ written, path: ["cases", index] })),
    principals: typeof principals === "string" ? readPrincipals(yaml.file, principals) : principals,
  };
}

/** @param path relative to the file that names it */
function readPrincipals(file: string, path: string): Principals {
  return checkYaml(readYaml(resolve(dirname(file), path)), principalsSchema);
}

function principalProblem(
  yaml: YamlFile,
  path: Found["path"],
  name: string,
  principals: Principals,
): Problem {
  const known = Object.keys(principals);
  const hint = meantOrKnown(name, known, "names");
  return problemAt(yaml, [...path, "request", "principal"], `There is no principal "${name}".`, hint);
}
