import type { Problem } from "../../core/errors.ts";
import { problemAt, type YamlFile } from "../yaml-file.ts";

/** Something to mend in a runbook, and where. */
export interface RunbookFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly severity: "error" | "warning";
  /** Stable name of the rule, e.g. `condition-unknown`. */
  readonly rule: string;
  /** Dotted path of the value. */
  readonly field: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Makes a finding of one rule at the value at `path`. */
export function findingAt(
  yaml: YamlFile,
  path: readonly PropertyKey[],
  what: Pick<RunbookFinding, "rule" | "severity" | "message"> & { readonly hint?: string | undefined },
): RunbookFinding {
  const { rule, severity, message, hint } = what;
  return findingOf(problemAt(yaml, path, message, hint), yaml.file, rule, severity);
}

/** A problem that somebody else found, as a finding. */
export function findingOf(
  { file, line = 1, column = 1, field = "", message, hint }: Problem,
  fallback: string,
  rule: string,
  severity: RunbookFinding["severity"] = "error",
): RunbookFinding {
  const where = { file: file ?? fallback, line, column, field };
  return { ...where, severity, rule, message, ...(hint === undefined ? {} : { hint }) };
}
