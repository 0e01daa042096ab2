import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { fakeHost } from "../fake-host.ts";

const CASE = {
  name: "own object",
  reason: "the statement names its prefix",
  request: {
    principal: "arn:aws:sts::123456789012:assumed-role/vendor-acme/s",
    action: "s3:GetObject",
    resource: "arn:aws:s3:::files/acme/a",
    resourceAccount: "123456789012",
  },
  policies: {
    identity: [
      { Sid: "Get", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::files/acme/*" },
    ],
  },
  expected: { outcome: "allowed", by: "identity", sid: "Get" },
};

async function evaluate(content: unknown, ...flags: string[]) {
  const cwd = mkdtempSync(join(tmpdir(), "vendor-policy-"));
  writeFileSync(join(cwd, "case.json"), JSON.stringify(content, undefined, 2));
  const fake = fakeHost(["policy", "evaluate", "case.json", ...flags], { cwd });
  return { exit: await runCli(fake.host), out: fake.out(), err: fake.err() };
}

describe("vendor policy evaluate", () => {
  it("takes one case, a list, and cases with their principals", async () => {
    const { principal } = CASE.request;
    const named = { ...CASE, request: { ...CASE.request, principal: "acme" } };
    const acme = {
      type: "session",
      account: "123456789012",
      roleArn: "arn:aws:iam::123456789012:role/vendor-acme",
      roleId: "AROAEXAMPLEACME00001",
      sessionName: "s",
    };
    expect(principal).toContain("assumed-role");
    for (const content of [CASE, [CASE, CASE], { principals: { acme }, cases: [named] }]) {
      const { exit, err } = await evaluate(content);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
    }
  });

  it("lists every case that does not hold, with its line, and exits 10", async () => {
    const wrong = { ...CASE, name: "wrong", expected: { outcome: "explicit-deny", sid: "Other" } };
    const { exit, out } = await evaluate([CASE, wrong]);
    expect(exit).toBe(10);
    expect(out).toContain("case.json:27:3 wrong: the statement names its prefix");
    expect(out).toContain("outcome is allowed, expected explicit-deny");
    expect(out).toContain("sid is Get, expected Other");
    expect(out).toContain("1 of 2 cases does not hold.");
  });

  it("gives programs the deciding statement and its line", async () => {
    const { out } = await evaluate([CASE], "--json");
    expect(JSON.parse(out)).toMatchObject({
      type: "result",
      outcome: "agreed",
      cases: 1,
      results: [{ holds: true, decision: { by: "identity", statement: { index: 0, sid: "Get" }, line: 13 } }],
    });
  });

  it("names the field and the line of what is no case", async () => {
    const request = { ...CASE.request, principal: "acme", action: "GetObject" };
    const { exit, err } = await evaluate([{ ...CASE, request, expects: {} }]);
    expect(exit).toBe(2);
    expect(err).toMatch(/case\.json:7:7 0\.request\.action: must be one action, e\.g\. s3:GetObject/);
    expect(err).toMatch(/0\.expects: Unknown key "expects"\. Did you mean "expected"\?/);
    const unknown = await evaluate([{ ...CASE, request: { ...CASE.request, principal: "acme" } }]);
    expect(unknown.err).toContain('0.request.principal: There is no principal "acme".');
  });
});
