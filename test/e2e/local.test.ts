import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { environmentOf } from "./support/place.ts";
import { requireFreshBundle, startVendor } from "./support/vendor.ts";

let dir: string;
beforeAll(() => {
  requireFreshBundle();
  dir = mkdtempSync(join(tmpdir(), "vendor-local-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("runs the whole job in an empty folder with nothing but --local", {
  timeout: 120_000,
}, async () => {
  const vendor = async (...args: string[]) => {
    const ended = await startVendor(dir, [...args, "--local"], environmentOf(dir, {})).ended;
    expect(ended.code, ended.tail).toBe(0);
    return ended;
  };
  const { stdout } = await vendor("onboard", "acme", "--yes");
  expect(stdout).toContain("acme is live");
  expect((await vendor("onboard", "acme", "--yes")).stdout).toContain("No changes");
  expect((await vendor("status")).stdout).toContain("as recorded");
  await vendor("offboard", "acme", "--yes", "--confirm", "acme");
  expect((await vendor("status")).stdout).toContain("offboarded");
  await vendor("audit", "verify");
});
