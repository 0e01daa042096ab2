import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startLocalAws } from "../../sandbox/local-aws/index.ts";
import { runCli } from "../../src/cli/cli.ts";
import type { Host } from "../../src/cli/host.ts";
import { systemClock } from "../../src/core/env.ts";
import { fakeHost } from "./fake-host.ts";

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-planned-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function run(env: Record<string, string>, ...args: string[]) {
  return runAt(startLocalAws, env, ...args);
}

async function runAt(startLocal: Host["startLocal"], env: Record<string, string>, ...args: string[]) {
  const fake = fakeHost([...args, "--local", "--yes"], { cwd, env, startLocal });
  const exit = await runCli({ ...fake.host, clock: systemClock });
  return { exit, out: fake.out(), err: fake.err() };
}

describe("a dry run", () => {
  test("as JSON: the plan itself, which can be applied, whatever the locale is", async () => {
    const made = await run({ LC_ALL: "C" }, "onboard", "acme", "--dry-run", "--format", "json");
    expect(made).toMatchObject({ exit: 0, err: "" });
    expect(JSON.parse(made.out)).toMatchObject({ format: "vendor-plan/1", partner: "acme" });
    writeFileSync(join(cwd, "plan.json"), made.out);
    const again = await run({}, "onboard", "--plan", "plan.json", "--dry-run");
    expect(again).toMatchObject({ exit: 0, err: "" });
    expect(again.out).toContain(JSON.parse(made.out).digest);
  });

  test("as Markdown: a page that fits into a pull request, and what else is said beside it", async () => {
    const out = join(cwd, "out.json");
    const made = await run({}, "onboard", "acme", "--plan-out", out, "--format", "md");
    expect(made.out).toMatch(/^# Onboard acme\n/);
    expect(made.out.length).toBeLessThan(65_536);
    expect(made.out).not.toContain("Written to");
    expect(made.err).toContain(`Written to ${out}\nApply exactly this: vendor onboard --plan`);
  });

  test.each([
    [["--dry-run", "--format", "xml"], "Allowed choices are text, md, json"],
    [["--format", "md"], "give --dry-run with it"],
    [["--dry-run", "--format", "md", "--json"], "give one of them"],
  ])("%j is refused before anything is called", async (flags, why) => {
    const { exit, out, err } = await run({}, "onboard", "acme", ...flags);
    expect(exit).toBe(2);
    expect((out + err).replace(/\s+/g, " ")).toContain(why);
  });
});

test("sessions of the local AWS that run out are followed by new ones", async () => {
  const issued: string[] = [];
  let calls = 0;
  const made = await runAt(
    async (options) => {
      const aws = await startLocalAws({
        ...options,
        onCall() {
          calls += 1;
          if (calls === 4) for (const signer of issued) aws.faults.add({ signer, fault: "expired-token" });
          return undefined;
        },
      });
      const credentials: typeof aws.credentials = (role) => {
        const keys = aws.credentials(role);
        issued.push(keys.accessKeyId);
        return keys;
      };
      return { ...aws, credentials };
    },
    {},
    ...["onboard", "globex", "--dry-run"],
  );
  expect(made.exit, made.err).toBe(0);
  expect(calls).toBeGreaterThan(4);
});
