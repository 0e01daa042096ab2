import { resolve } from "node:path";
import { vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { findDocuments, kindOf, type Path, pathOf } from "../../policy/documents.ts";
import { lintPolicy } from "../../policy/lint.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { type DocumentKind, validateDocument } from "../../policy/validate.ts";
import { readYaml, type YamlFile } from "../../runbook/yaml-file.ts";
import { findingsText, type ShownFinding } from "../render/findings.ts";
import { counted } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";

/** What the options of `vendor policy lint` ask for. */
export interface LintFlags {
  readonly kind?: DocumentKind;
  readonly account?: string;
}

/** Something to mend, and where. */
interface LocatedFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly severity: "error" | "warning";
  readonly kind: DocumentKind;
  /** `grammar` for what AWS would refuse, else the linter's rule. */
  readonly rule: string;
  readonly field: string;
  readonly message: string;
}

/**
 * `vendor policy lint`: every document of every file. One that AWS would refuse is not judged further. Nothing is
 * called.
 * @throws VendorError `fileUnreadable`, `fileInvalid`, `noDocument`
 */
export async function policyLint(
  session: Session,
  files: readonly string[],
  flags: LintFlags,
): Promise<CommandResult> {
  const linted = files.map((name) => lintFile(name, readYaml(resolve(session.host.cwd, name)), flags));
  const findings = linted.flatMap((file) => file.findings);
  const documents = linted.reduce((sum, file) => sum + file.documents, 0);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return {
    outcome: findings.length === 0 ? "clean" : "findings",
    exit: errors === 0 ? 0 : 10,
    text: findingsText(findings.map(withField), counted(documents, "document"), session.outStyle),
    data: { documents, errors, findings: findings as unknown as JsonObject[] },
  };
}

function lintFile(file: string, yaml: YamlFile, { kind: asked, account }: LintFlags) {
  const documents = findDocuments(yaml.value);
  if (documents.length === 0) throw vendorError("noDocument", { file });
  const options = account === undefined ? {} : { account };
  const findings = documents.flatMap(({ path, document }) => {
    const kind = asked ?? kindOf(document);
    const at = (inside: Path, field: string) => ({ file, ...yaml.locate([...path, ...inside]), kind, field });
    const problems = validateDocument(document, kind);
    if (problems.length > 0)
      return problems.map(({ field = "", message }): LocatedFinding => {
        return { ...at(pathOf(field, document), field), severity: "error", rule: "grammar", message };
      });
    return lintPolicy(document as PolicyDocument, kind, options).map(
      ({ rule, severity, statement, message }): LocatedFinding => {
        const field = statement === undefined ? "" : `Statement[${statement.index}]`;
        return { ...at(pathOf(field, document), field), severity, rule, message };
      },
    );
  });
  return { documents: documents.length, findings };
}

function withField(finding: LocatedFinding): ShownFinding {
  const { field, message } = finding;
  return { ...finding, message: `${field === "" ? "" : `${field}: `}${message}` };
}
