import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { lintRunbook } from "../../src/runbook/lint/index.ts";
import { runbookFiles } from "../../src/runbook/runbooks.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
const NAME = "cross-account-s3.yaml";
const TEXT = readFileSync(join(SHIPPED, NAME), "utf8");
const CONFIG = parseConfig(CONFIG_TEMPLATE, "/company", "vendor.config.yaml");

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "vendor-lint-"));
  mkdirSync(join(dir, "examples"));
  cpSync(join(SHIPPED, "examples", NAME), join(dir, "examples", NAME));
});
afterAll(() => rmSync(dir, { recursive: true }));

function lint(text: string, name = NAME) {
  const file = join(dir, name);
  writeFileSync(file, text);
  return lintRunbook(file, { own: [dir], shipped: SHIPPED }, CONFIG, dir);
}

const lineOf = (passage: string) => TEXT.slice(0, TEXT.indexOf(passage)).split("\n").length;

describe("a runbook that is linted", () => {
  it.each(runbookFiles(SHIPPED))("has nothing to mend where it is shipped: %s", (file) => {
    expect(lintRunbook(file, { own: [], shipped: SHIPPED }, CONFIG, SHIPPED)).toEqual([]);
  });

  it.each([
    ["schema", "version: 1.0.0", "version: one", 0],
    ["schema", "title: Cross-account S3", "titel: Cross-account S3", 2],
    ["input", "    default: read", "    default: reed", 0],
    ["kind-unknown", "    kind: s3-bucket-statements", "    kind: s3-bucket-statement", 0],
    [
      "condition-unknown",
      "    when: inputs.how is bucket-policy\n    kind: kms",
      "    when: inputs.how is bucket-polcy\n    kind: kms",
      0,
    ],
    ["group-unknown", "[own, s3-list, s3-object, control, kms, outside]", "[own, s3-lists]", 0],
    ["probe-unknown", "    - s3.own.put\n\n", "    - s3.own.putt\n\n", 0],
    ["actor-unknown", "{ probe: s3.own.get, actor: heldSession }", "{ probe: s3.own.get, actor: held }", 0],
    ["filled-in", 'name: "vendor:${partner}:bucket-access"', 'name: "vendor:${partnr}:bucket-access"', 0],
    ["filled-in", "          reason: The same role lists the partner's own folder.\n", "", 6],
    ["wildcard-action", 'Action: "s3:GetObject"', 'Action: "s3:*"', 4],
    ["never-removed", "  prefix:\n    kind", "  prefix:\n    when: not leaving\n    kind", 2],
    ["no-death", "    bucket-policy: { when: [stand-in,", "    bucket-policy: { when: [live,", 50],
  ])("is told of %s, with the line", (rule, from, to, near) => {
    expect(TEXT).toContain(from);
    const findings = lint(TEXT.replace(from, to));
    const found = findings.find((finding) => finding.rule === rule);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(Math.abs((found?.line ?? 0) - lineOf(from))).toBeLessThanOrEqual(near);
    expect(found?.column).toBeGreaterThan(0);
  });

  it("is told of a server without a name, a port or a key", () => {
    const servers = (at: string) =>
      lint(TEXT.replace("\naccess:\n", `\nservers:\n  partner: ${at}\n\naccess:\n`));
    const key = "SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s";
    expect(servers(`{ host: sftp.example.com, hostKey: "${key}" }`)).toEqual([]);
    const told = servers(`{ host: "sftp example", port: 70000, hostKey: "MD5:00" }`);
    expect(told.map(({ rule, line }) => [rule, line])).toEqual(
      Array.from({ length: 3 }, () => ["filled-in", lineOf("\naccess:\n") + 2]),
    );
    expect(servers('{ host: "${inputs.hots}", hostKey: "SHA256:x" }')[0]?.message).toContain("inputs.hots");
    expect(servers("{ hots: sftp.example.com }")[0]).toMatchObject({ rule: "schema" });
  });

  it("is told of everything at once", () => {
    const findings = lint(
      TEXT.replace("inputs.how is assume-role", "inputs.hou is assume-role")
        .replace("kind: kms-grant", "kind: kms-grants")
        .replace(/ {2}death:\n(.*\n)+/, "  death: []\n"),
    );
    expect(findings.map(({ rule }) => rule).sort()).toEqual([
      "condition-unknown",
      "kind-unknown",
      "no-death",
    ]);
    expect(findings.find(({ rule }) => rule === "kind-unknown")?.hint).toBe('Did you mean "kms-grant"?');
  });

  it("is told of a role that several are trusted with", () => {
    const shared = TEXT.replace(
      'Principal: { AWS: "arn:${base.partition}:iam::${principal.account}:root" }\n          Action: "sts:AssumeRole"',
      'Principal: { AWS: ["arn:${base.partition}:iam::${principal.account}:root", "arn:aws:iam::999999999999:root"] }\n          Action: "sts:AssumeRole"',
    );
    expect(shared).not.toBe(TEXT);
    const anyRole = shared.replace('            ArnEquals: { "aws:PrincipalArn": "${principal}" }\n', "");
    expect(lint(anyRole).map(({ rule }) => rule)).toContain("shared-trust");
  });

  it("is told that its name does not find it, and that nobody could try it", () => {
    const findings = lint(TEXT.replace("runbook: cross-account-s3", "runbook: bucket-share"), "other.yaml");
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["file-name", "error"],
      ["no-example", "warning"],
    ]);
  });

  it("is told where it is no YAML", () => {
    expect(lint(TEXT.replace("title: Cross", "title: [Cross"))[0]).toMatchObject({
      rule: "schema",
      line: lineOf("title:") + 1,
    });
  });
});
