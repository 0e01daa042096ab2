import { describe, expect, it } from "vitest";
import { z } from "zod";
import { VendorError } from "../../src/core/errors.ts";
import { checkYaml, parseYaml } from "../../src/runbook/yaml-file.ts";

const schema = z.strictObject({
  account: z.string(),
  naming: z.strictObject({ role: z.string() }),
  list: z.array(z.strictObject({ name: z.string() })).optional(),
});

function problemsOf(text: string) {
  try {
    checkYaml(parseYaml(text, "x.yaml"), schema);
  } catch (error) {
    if (error instanceof VendorError) return error.problems;
    throw error;
  }
  return [];
}

describe("checkYaml", () => {
  it("names file, line and column of every problem at once", () => {
    const problems = problemsOf("account: 12\nnaming:\n  role: 7\n");
    expect(problems).toMatchObject([
      { file: "x.yaml", line: 1, column: 1, field: "account" },
      { file: "x.yaml", line: 3, column: 3, field: "naming.role" },
    ]);
  });

  it("suggests the key that a misspelt one was meant to be", () => {
    const [problem] = problemsOf('account: "1"\nnaming:\n  role: a\n  rolle: b\n');
    expect(problem).toMatchObject({
      line: 4,
      column: 3,
      message: 'Unknown key "rolle".',
      hint: 'Did you mean "role"?',
    });
  });

  it("suggests keys inside lists", () => {
    const [problem] = problemsOf('account: "1"\nnaming: { role: a }\nlist:\n  - nam: b\n    name: c\n');
    expect(problem).toMatchObject({ line: 4, hint: 'Did you mean "name"?' });
  });

  it("reports a missing key where its parent is", () => {
    expect(problemsOf("account: a\nnaming: {}\n")).toMatchObject([{ line: 2, field: "naming.role" }]);
  });
});

describe("parseYaml", () => {
  it("reports syntax errors with their lines", () => {
    expect(() => parseYaml("a: [1\nb: 2\n", "x.yaml")).toThrow(VendorError);
    try {
      parseYaml("a: 1\na: 2\n", "x.yaml");
    } catch (error) {
      expect((error as VendorError).problems[0]).toMatchObject({ file: "x.yaml", line: 2 });
    }
  });

  it("resolves anchors", () => {
    expect(parseYaml("a: &x { b: 1 }\nc: *x\n", "x.yaml").value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });
});
