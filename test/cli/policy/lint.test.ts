import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { fakeHost } from "../fake-host.ts";

async function lint(text: string, ...flags: string[]) {
  const cwd = mkdtempSync(join(tmpdir(), "vendor-policy-"));
  writeFileSync(join(cwd, "policy.yaml"), text);
  const fake = fakeHost(["policy", "lint", "policy.yaml", ...flags], { cwd });
  return { exit: await runCli(fake.host), out: fake.out(), err: fake.err() };
}

const CLEAN = `Version: "2012-10-17"
Statement:
  - Sid: AcmeObjects
    Effect: Allow
    Action: s3:GetObject
    Resource: arn:aws:s3:::files/acme/*
`;

describe("vendor policy lint", () => {
  it("has nothing to say about a narrow document", async () => {
    const { exit, out } = await lint(CLEAN);
    expect({ exit, out }).toEqual({ exit: 0, out: "✓ 1 document, nothing to mend.\n" });
  });

  it("names file, line, column and field of what is too open", async () => {
    const { exit, out } = await lint(CLEAN.replace("s3:GetObject", "s3:*"));
    expect(exit).toBe(10);
    expect(out).toContain(
      "✗ policy.yaml:3:5 Statement[0]: allows the wildcard action s3:*: name each action (wildcard-action)",
    );
  });

  it("names what AWS would refuse, at the member that is wrong, keys with dots too", async () => {
    const { exit, out } = await lint(
      `${CLEAN}    Condition:\n      DateLessThan:\n        token.example.com:exp: soon\n`,
    );
    expect(exit).toBe(10);
    expect(out).toContain(
      'policy.yaml:9:9 Statement[0].Condition.DateLessThan.token.example.com:exp: no date: "soon"',
    );
  });

  it("finds documents inside anything, and tells what each is attached to", async () => {
    const trust = JSON.stringify({
      steps: [
        {
          trust: {
            Version: "2012-10-17",
            Statement: {
              Sid: "All",
              Effect: "Allow",
              Principal: { AWS: "210987654321" },
              Action: "sts:AssumeRole",
            },
          },
        },
      ],
    });
    const { exit, out } = await lint(trust, "--json", "--account", "123456789012");
    expect(exit).toBe(10);
    expect(JSON.parse(out)).toMatchObject({
      outcome: "findings",
      documents: 1,
      findings: [{ kind: "trust", rule: "external-id", line: 1 }],
    });
  });

  it("fails for no warning alone, and says where there is no document", async () => {
    const warned = await lint(CLEAN.replace("  - Sid: AcmeObjects\n    Effect", "  - Effect"));
    expect(warned.exit).toBe(0);
    expect(warned.out).toContain("(missing-sid)");
    const none = await lint("a: 1\n");
    expect(none.exit).toBe(2);
    expect(none.err).toContain("There is no policy document in policy.yaml.");
  });
});
