import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { targetsOf } from "../../../src/cli/push/targets.ts";

const FOLDER = {
  bucket: "partner-files",
  bucketOwner: "123456789012",
  prefix: "acme/",
  reserved: ["acme/.vendor-test/"],
};
const dir = mkdtempSync(join(tmpdir(), "vendor-push-"));
afterAll(() => rmSync(dir, { recursive: true }));
writeFileSync(join(dir, "a.csv"), "1,2\n");
mkdirSync(join(dir, "sub"));
writeFileSync(join(dir, "sub", "a.csv"), "");
writeFileSync(join(dir, "sub", "b.csv"), "");

const keys = (files: string[], to?: string) =>
  targetsOf(files, to, FOLDER, dir).targets.map(({ key }) => key);
const problems = (files: string[], to?: string) =>
  targetsOf(files, to, FOLDER, dir).problems.map(({ field, message }) => `${field}: ${message}`);

it("puts a file under its own name, into a folder, or under another name", () => {
  expect(keys(["sub/a.csv"])).toEqual(["acme/a.csv"]);
  expect(keys(["a.csv", "sub/b.csv"], "in/box/")).toEqual(["acme/in/box/a.csv", "acme/in/box/b.csv"]);
  expect(keys(["a.csv"], "in/today.csv")).toEqual(["acme/in/today.csv"]);
  expect(targetsOf(["a.csv"], undefined, FOLDER, dir).targets[0]?.size).toBe(4);
  for (const to of [undefined, "in/", "in/today.csv", "...", "ä b.csv"])
    expect(problems(["a.csv"], to)).toEqual([]);
});

it.each([
  "../x",
  "a/../b",
  "..",
  "./x",
  ".",
  "/x",
  "a//b",
  "a\\..\\b",
  "a\nb",
  ".vendor-test/x",
  "x".repeat(1100),
])("refuses the name %j", (to) => expect(problems(["a.csv"], to)).toHaveLength(1));

it("names everything that is wrong at once", () => {
  expect(problems(["nope", "sub", "a.csv", "sub/a.csv"])).toEqual([
    "nope: There is no such file.",
    "sub: It is a folder: name the files in it.",
    "a.csv, sub/a.csv: All of them would become acme/a.csv.",
  ]);
  expect(problems(["a.csv", "sub/b.csv"], "one.csv")).toEqual([
    "--to: Several files need a folder: end it with a slash.",
  ]);
});
