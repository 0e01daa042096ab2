import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runLocal } from "./run-local.ts";

const UNTESTED = ["--skip-test", "--reason", "what is asked for is tested here"];
const PULL = ["--set", "partnerAccount=210987654321", "--set", "partnerRole=vendor-sandbox-partner"];

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-recorded-"));
  const { exit, err } = await run(
    "onboard",
    "acme",
    "--owner",
    "files@example.com",
    ...PULL,
    ...UNTESTED,
    "--yes",
  );
  expect(exit, err).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const run = (...args: string[]) => runLocal(cwd, args);

test("what nobody speaks of stays as it is recorded", async () => {
  expect(await run("onboard", "acme", ...UNTESTED, "--yes")).toMatchObject({
    exit: 0,
    out: expect.stringContaining("No changes"),
  });
});

test("what is said wins; what it leaves without a meaning goes, and is taken away", async () => {
  const { exit, out } = await run("onboard", "acme", "--set", "partnerAccount=", ...UNTESTED, "--dry-run");
  expect(exit).toBe(0);
  expect(out).toContain("VendorAcmePartnerList");
  expect(out).toContain("files@example.com");
  expect(out).not.toContain("No changes");
});

test("a partner file says all of it", async () => {
  writeFileSync(join(cwd, "acme.yaml"), "partner: acme\nrunbook: hosted-sftp\nowner: files@example.com\n");
  const { exit, out } = await run("onboard", "--from", "acme.yaml", ...UNTESTED, "--dry-run");
  expect(exit).toBe(0);
  expect(out).toContain("VendorAcmePartnerList");
});
