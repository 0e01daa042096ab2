import { join } from "node:path";
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { run } from "./support/program.ts";

const ROOT = join(import.meta.dirname, "../..");
const HERE = { cwd: ROOT, env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", MANWIDTH: "80" } };
const PAGE = "man1/vendor.1";

it("the manual page is as mandoc wants it", async () => {
  const { stdout, stderr } = await run("mandoc", ["-T", "lint", PAGE], HERE);
  // It has no date: made from the same source on another day it is the same page.
  expect(
    (stdout + stderr).split("\n").filter((line) => line !== "" && !line.includes("missing date")),
  ).toEqual([]);
});

it("it tells of every command, in lines that fit", async () => {
  const { stdout } = await run("mandoc", ["-T", "utf8", "-O", "width=78", PAGE], HERE);
  // Bold is a letter printed over itself.
  const shown = stdout
    .split("\b")
    .map((part, index, all) => (index === all.length - 1 ? part : part.slice(0, -1)))
    .join("");
  for (const { name } of COMMANDS) expect(shown).toContain(`vendor ${name}`);
  expect(shown).toContain("--skip-rehearsal");
});
