import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runLocal } from "./run-local.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-bulk-"));
  mkdirSync(join(cwd, "partners"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const run = (...args: string[]) => runLocal(cwd, args);

const partner = (name: string, more = "") =>
  writeFileSync(
    join(cwd, "partners", `${name}.yaml`),
    `partner: ${name}\nrunbook: hosted-sftp\nowner: team@example.com\n${more}`,
  );

const QUICK = ["--skip-test", "--reason", "the order is what is tested here", "--yes"];
const NOBODY = 'inputs: { partnerAccount: "210987654321", partnerRole: nobody }\n';

test("one that fails does not stop the others; the worst exit code is the command's, the table tells each", async () => {
  partner("acme");
  partner("globex", NOBODY);
  partner("initech");
  const { exit, out, err } = await run("onboard", "--from", "partners", ...QUICK);
  expect(exit).toBe(3);
  expect(err).toContain("AWS knows no such principal: arn:aws:iam::210987654321:role/nobody");
  expect(out).toMatch(/^acme +done +0 +-$/m);
  expect(out).toMatch(/^globex +rolled-back +3 +PRINCIPAL_UNKNOWN$/m);
  expect(out).toMatch(/^initech +done +0 +-$/m);
  const status = await run("status", "--exit-code");
  expect(status).toMatchObject({ exit: 0, out: expect.not.stringContaining("globex") });
});

test("with --json the last event has a result for each", async () => {
  partner("acme");
  partner("globex", NOBODY);
  const { exit, out } = await run("onboard", "--from", "partners/*.yaml", ...QUICK, "--json");
  expect(exit).toBe(3);
  const result = JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");
  expect(result).toMatchObject({
    type: "result",
    partners: [
      { partner: "acme", outcome: "done" },
      { partner: "globex", error: { code: "PRINCIPAL_UNKNOWN" } },
    ],
  });
});

test("one that is not valid stops all of them before anything is called", async () => {
  partner("acme");
  partner("globex", "inputs: { partnerAccount: '12' }\n");
  const { exit, err } = await run("onboard", "--from", "partners", ...QUICK);
  expect(exit).toBe(2);
  expect(err).toContain("globex.yaml");
  expect(err).toContain("12 digits");
  expect((await run("status")).out).toContain("No partner yet");
});

test("names that differ in hyphens only are refused, among the files and beside a partner that lives", async () => {
  partner("acme12");
  partner("acme1-2");
  const both = await run("onboard", "--from", "partners", ...QUICK);
  expect(both).toMatchObject({ exit: 3, err: expect.stringContaining("both read Acme12") });
  expect(await run("onboard", "acme12", ...QUICK)).toMatchObject({ exit: 0 });
  const beside = await run("onboard", "acme1-2", ...QUICK);
  expect(beside).toMatchObject({ exit: 3, err: expect.stringContaining("PARTNER_LOOKALIKE") });
  expect(await run("onboard", "acme12-x", ...QUICK)).toMatchObject({ exit: 0 });
});

test("several partners do not go into one plan file", async () => {
  partner("acme");
  partner("globex");
  const { exit, err } = await run("onboard", "--from", "partners", "--plan-out", "plan.json");
  expect(exit).toBe(2);
  expect(err).toContain("--plan-out takes one plan");
  expect(() => readFileSync(join(cwd, "plan.json"))).toThrow("ENOENT");
});

test("partners of one batch are compared with each other before any of them is made", async () => {
  const shipped = readFileSync(new URL("../../runbooks/hosted-sftp.yaml", import.meta.url), "utf8");
  const own = 's3:::${base.bucket}/${names.prefix}*"';
  expect(shipped).toContain(`Resource: "arn:\${base.partition}:${own}`);
  const shared = shipped.replace(own, 's3:::${base.bucket}/shared/*"');
  writeFileSync(join(cwd, "shared.yaml"), shared);
  for (const name of ["acme", "globex"])
    writeFileSync(
      join(cwd, "partners", `${name}.yaml`),
      `partner: ${name}\nrunbook: ../shared.yaml\nowner: team@example.com\n`,
    );
  const alone = await run("onboard", "--from", "partners/acme.yaml", "--dry-run", ...QUICK);
  expect(alone).toMatchObject({ exit: 0 });
  const { exit, out, err } = await run("onboard", "--from", "partners", ...QUICK);
  expect(exit).toBe(3);
  expect(err).toContain("REACH_OVERLAPS");
  expect(out).toMatch(/^acme +failed +3 +REACH_OVERLAPS$/m);
  expect(out).toMatch(/^globex +failed +3 +REACH_OVERLAPS$/m);
  expect((await run("status")).out).toContain("No partner yet");
});
