import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import type { Ended } from "./support/vendor.ts";

const ONBOARD = ["onboard", "acme", "--owner", "team@example.com", "--yes"];

let place: Place;
let cycle: readonly Ended[];
beforeAll(async () => {
  place = await openPlace();
  cycle = [await place.json(...ONBOARD), await place.json("offboard", "acme", "--yes", "--confirm", "acme")];
  expect(cycle.map(({ code }) => code)).toEqual([0, 0]);
});
afterAll(() => place.close());

const logFile = () => join(place.dir, ".vendor/audit/log.jsonl");

it("writes NDJSON and nothing else to stdout, the result last, on failure too", async () => {
  const failed = await place.json("offboard", "nobody", "--yes", "--confirm", "nobody");
  for (const ended of [...cycle, failed]) {
    const events = ended.events();
    for (const { type, at } of events)
      expect([typeof type, Number.isNaN(Date.parse(at))]).toEqual(["string", false]);
    expect(events.filter(({ type }) => type === "result")).toEqual([events.at(-1)]);
  }
  expect(failed.result()).toMatchObject({
    outcome: "failed",
    error: { code: "PARTNER_UNKNOWN", hint: expect.any(String) },
  });
});

it("leaves no private key in any file or line", () => {
  const files = readdirSync(place.dir, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  // The local AWS is AWS: what it keeps at rest is its own.
  const ours = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(place.dir, "aws")));
  expect(ours.length).toBeGreaterThan(3);
  for (const text of [
    ...cycle.map(({ printed }) => printed),
    ...ours.map((file) => readFileSync(file, "utf8")),
  ]) {
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).not.toContain("b3BlbnNzaC1rZXk");
  }
});

it("certifies an offboarding in the audit log, which verifies without AWS", async () => {
  const offline = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ACCESS_KEY_ID: "" };
  const verified = await place.vendor(["audit", "verify"], offline);
  expect(verified.code, verified.tail).toBe(0);
  const shown = await place.vendor(["audit", "show", "acme"], offline);
  expect(shown.code, shown.tail).toBe(0);
  expect(shown.stdout).toContain("Certificate: the access of acme is dead");
});

it.each([
  [
    "a flipped byte",
    (lines: string[]) => lines.with(0, lines[0]?.replace('"acme"', '"acmf"') ?? ""),
    /record 1\b/i,
  ],
  ["a missing record", (lines: string[]) => lines.slice(1), /record (1|2)\b/i],
  ["swapped records", (lines: string[]) => lines.toReversed(), /record (1|2)\b/i],
  ["a record that stands twice", (lines: string[]) => [...lines, lines[1] ?? ""], /record (2|3)\b/i],
])("finds %s in the audit log and names it", async (_what, spoil, named) => {
  const text = readFileSync(logFile(), "utf8");
  const copy = join(place.dir, "spoilt.jsonl");
  writeFileSync(copy, `${spoil(text.trim().split("\n")).join("\n")}\n`);
  const verified = await place.vendor(["audit", "verify", copy]);
  expect(verified.code, verified.tail).toBe(10);
  expect(verified.printed).toMatch(named);
});
