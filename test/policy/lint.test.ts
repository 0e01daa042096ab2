import { describe, expect, it } from "vitest";
import { type LintOptions, lintPolicy } from "../../src/policy/lint.ts";
import type { Statement } from "../../src/policy/types.ts";
import { type DocumentKind, validateDocument } from "../../src/policy/validate.ts";
import { readJson } from "./support.ts";

interface LintCase {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly options?: LintOptions;
  readonly statements: readonly Statement[];
  readonly rules: readonly string[];
}

const CASES = readJson<LintCase[]>("documents/lint.json");

describe("lintPolicy", () => {
  it.each(CASES)("$name", ({ kind, options, statements, rules }) => {
    const document = { Version: "2012-10-17", Statement: statements } as const;
    expect(validateDocument(document, kind)).toEqual([]);
    expect(
      lintPolicy(document, kind, options)
        .map(({ rule }) => rule)
        .sort(),
    ).toEqual([...rules].sort());
  });

  it("names the statement", () => {
    const Statement = [
      { Sid: "Trust", Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
    ] as const;
    expect(lintPolicy({ Version: "2012-10-17", Statement }, "trust")).toEqual([
      {
        rule: "public-principal",
        severity: "error",
        statement: { index: 0, sid: "Trust" },
        message: 'allows everyone (Principal "*")',
      },
    ]);
  });
});
