import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

it("says that a partner is untested, and why, until a test has passed, and for ever that it was", async () => {
  const skipped = await place.json(
    "onboard",
    "acme",
    "--owner",
    "team@example.com",
    "--yes",
    "--skip-test",
    "--reason",
    "an outage",
  );
  expect(skipped.code, skipped.tail).toBe(0);
  const untested = /untested since \d{4}-\d{2}-\d{2}: an outage/;
  expect((await place.vendor(["status"])).stdout).toMatch(untested);
  expect((await place.vendor(["status", "acme"])).stdout).toMatch(untested);
  expect((await place.json("test", "acme")).code).toBe(0);
  const once = /as recorded, untested from \d{4}-\d{2}-\d{2} to \d{4}-\d{2}-\d{2}: an outage/;
  expect((await place.vendor(["status"])).stdout).toMatch(once);
  expect((await place.vendor(["status", "acme"])).stdout).not.toContain("untested since");
  expect((await place.vendor(["pack", "acme"])).code).toBe(0);
  const pack = readFileSync(join(place.dir, "acme-pack", "README.md"), "utf8");
  expect(pack).toMatch(/Yes, on .*This access was untested from .*: an outage/);
  expect((await place.vendor(["audit", "show", "1", "--json"])).stdout).toContain("an outage");
});
