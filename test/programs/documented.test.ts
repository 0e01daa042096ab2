import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { PROGRAM_HELP } from "../../src/cli/program.ts";
import { openWorlds, type Worlds } from "./support/world.ts";

const ROOT = join(import.meta.dirname, "../..");

let worlds: Worlds;
beforeAll(() => {
  worlds = openWorlds();
});
afterAll(() => worlds.close());

const modules = await Promise.all(COMMANDS.map(({ load }) => load()));
const helps = modules.flatMap(({ help }) => Object.entries(help));

describe.concurrent("the examples of help do what they say", { timeout: 120_000 }, () => {
  test.each(helps)("vendor %s", async (_name, { examples, given = "live" }) => {
    const world = await worlds.open(given);
    try {
      for (const { run, answers = "", exit = 0 } of examples) {
        const [, command = ""] = run.split(" ");
        const { code, stdout, stderr } = await world.bash(run, { [command]: answers });
        expect({ run, code }, (stdout + stderr).slice(-2_000)).toEqual({ run, code: exit });
      }
    } finally {
      await world.close();
    }
  });

  test("those of `vendor --help` are what is run on a clean checkout", () => {
    const run = readFileSync(join(ROOT, ".ci/run"), "utf8");
    for (const { run: line, answers = "" } of PROGRAM_HELP.examples)
      expect(run).toContain(`${line.replace(/^vendor /, "")} ${answers}`.trim());
  });
});
