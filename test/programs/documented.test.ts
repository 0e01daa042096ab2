import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { PROGRAM_HELP } from "../../src/cli/program.ts";
import { type Block, blocksOf } from "./support/blocks.ts";
import { isShown } from "./support/shown-output.ts";
import { openWorlds, type World, type Worlds } from "./support/world.ts";

/** Of all blocks in all pages. */
const MOST_LEFT_OUT = 12;
const ROOT = join(import.meta.dirname, "../..");

let worlds: Worlds;
beforeAll(() => {
  worlds = openWorlds();
});
afterAll(() => worlds.close());

const modules = await Promise.all(COMMANDS.map(({ load }) => load()));
const helps = modules.flatMap(({ help }) => Object.entries(help));

/** Where docs/commands.md takes from what a command prints. `RECORD=1` writes it anew. */
function isKept(name: string, printed: string, dir: string): void {
  const file = join(ROOT, "docs/commands", `${name.replaceAll(" ", "-")}.txt`);
  if (process.env.RECORD === "1") writeFileSync(file, printed.replaceAll(dir, "…"));
  const kept = readFileSync(file, "utf8");
  expect(isShown(printed, kept, dir), `vendor ${name} prints:\n${printed}\nbut ${file} has:\n${kept}`).toBe(
    true,
  );
}

describe.concurrent("the examples of help do what they say", () => {
  test.each(helps)("vendor %s", async (name, { examples, given = "live" }) => {
    const world = await worlds.open(given);
    try {
      for (const { run, answers = "", exit = 0, shown = false } of examples) {
        const [, command = ""] = run.split(" ");
        const { code, stdout, stderr } = await world.bash(run, { [command]: answers });
        expect({ run, code }, (stdout + stderr).slice(-2_000)).toEqual({ run, code: exit });
        if (shown) isKept(name, stdout, world.dir);
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

/** Pages whose examples are run above. */
const GENERATED = ["docs/commands.md"];
const PAGES = ["README.md", ...filesUnder("docs")].filter((file) => !GENERATED.includes(file));

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `${folder}/${file}`)
    .toSorted();
}

/** What a block leaves to the next one of its page: where it is, and what it exported. */
const CARRIED = `trap 'code=$?; kill $(jobs -p) 2> /dev/null || true; { export -p | grep -v -e AWS_ -e ANSWERS_; echo "cd \${PWD@Q}"; } > "$HOME/.carried"; exit $code' EXIT
if [ -e "$HOME/.carried" ]; then . "$HOME/.carried"; fi
`;

async function runBlock(
  world: World,
  { file, line, script, files, answers, role, before, exit, output }: Block,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(world.dir, path)), { recursive: true });
    writeFileSync(join(world.dir, path), text);
  }
  if (before !== undefined) expect(await world.bash(before, {}, role)).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await world.bash(`${CARRIED}${script}`, answers, role);
  const place = `${file}:${line}`;
  expect({ place, code }, (stdout + stderr).slice(-2_000)).toEqual({ place, code: exit });
  if (output === undefined) return;
  const printed = output.stream === "stdout" ? stdout : stderr;
  expect(
    isShown(printed, output.text, world.dir),
    `${place} prints:\n${printed}\nbut shows:\n${output.text}`,
  ).toBe(true);
}

describe.concurrent("what the pages tell to type does what they say", () => {
  const pages = PAGES.map((file) => ({ file, blocks: blocksOf(ROOT, file) })).filter(
    ({ blocks }) => blocks.length > 0,
  );

  test.each(pages)("$file", async ({ blocks }) => {
    let world: World | undefined;
    try {
      for (const block of blocks.filter(({ noRun }) => noRun === undefined)) {
        if (block.given !== undefined || world === undefined) {
          await world?.close();
          world = await worlds.open(block.given ?? "empty");
        }
        await runBlock(world, block);
      }
    } finally {
      await world?.close();
    }
  });

  test("few blocks are not run, each for a reason", () => {
    const left = pages.flatMap(({ blocks }) => blocks.filter(({ noRun }) => noRun !== undefined));
    for (const { file, line, noRun } of left) console.info(`not run: ${file}:${line}: ${noRun}`);
    expect(left.length).toBeLessThanOrEqual(MOST_LEFT_OUT);
  });
});

describe("what a page shows is what is printed", () => {
  test.each([
    ["as it is", "a\n  b  c\n", "a\n b c", true],
    [
      "but for what differs at each run",
      "run 20260102T030405-acme-c48482 in 1.2 s",
      "run 20250101T000000-acme-000000 in 80 ms",
      true,
    ],
    ["with lines left out", "a\nb\nc\nd", "a\n…\nd", true],
    ["with text left out", "role arn:aws:iam::123456789012:role/x", "role …/x", true],
    ["not with a line more", "a\nb", "a", false],
    ["not with a line less", "a", "a\nb", false],
    ["not with another word", "3 gates", "4 gates", false],
    ["not where signs of patterns differ", "a.b", "axb", false],
  ])("%s", (_how, printed, shown, expected) => {
    expect(isShown(printed, shown, "/nowhere")).toBe(expected);
  });
});
