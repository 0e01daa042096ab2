import type { Style } from "./style.ts";
import { counted, plain, wrap } from "./text.ts";

/** Something to mend in a file, as a linter tells it. */
export interface ShownFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly severity: "error" | "warning";
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
}

/** Findings one below the other, then what it comes to. `linted`: how much was looked at, e.g. `2 documents`. */
export function findingsText(findings: readonly ShownFinding[], linted: string, style: Style): string {
  const lines = findings.flatMap(({ file, line, column, severity, rule, message, hint }) => {
    const mark = severity === "error" ? style.bad("✗") : style.warn("!");
    return [
      `${mark} ${style.accent(`${file}:${line}:${column}`)} ${plain(message)} ${style.dim(`(${rule})`)}`,
      ...(hint === undefined ? [] : [wrap(plain(hint), style.width, "    ")]),
    ];
  });
  const total =
    findings.length === 0
      ? `${style.good("✓")} ${linted}, nothing to mend.`
      : `${counted(findings.length, "finding")} in ${linted}.`;
  return [...lines, ...(findings.length === 0 ? [] : [""]), total].join("\n");
}
