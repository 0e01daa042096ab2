import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { fitted } from "../../../src/cli/render/fitted.ts";
import { fakeHost } from "../fake-host.ts";

function written(style: { unicode: boolean; accessible: boolean }, text: string): string {
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 61 });
  const seen = fitted(output, style);
  expect([seen.isTTY, seen.columns]).toEqual([true, 61]);
  seen.write(text);
  return String(output.read());
}

const TEXT = "◆ Go live · acme\n  ✓ created\n  ✗ refused…\n→ Look: owner ü@example.com\n";

const CLI = new URL("../../../src/cli/", import.meta.url).pathname;
/** What goes to no terminal: pages of HTML and Markdown. */
const ELSEWHERE = /^(page|pack|report)\//;

/** Signs in what the command line may show. */
function signsOf(): readonly string[] {
  const files = readdirSync(CLI, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !ELSEWHERE.test(file),
  );
  const text = files.map((file) => readFileSync(join(CLI, file), "utf8")).join("");
  return [...new Set(text.match(/[^\0-\u007f]/gu))];
}

describe("what a terminal is given", () => {
  test("every sign has a stand-in", () => {
    const left = signsOf().filter((sign) => written({ unicode: false, accessible: false }, sign) === sign);
    expect(left).toEqual([]);
  });

  test("Unicode: as it is written", () => {
    expect(written({ unicode: true, accessible: false }, TEXT)).toBe(TEXT);
  });

  test("ASCII: stand-ins for signs; names are nobody's to change", () => {
    expect(written({ unicode: false, accessible: false }, TEXT)).toBe(
      "* Go live - acme\n  ok created\n  x refused...\n-> Look: owner ü@example.com\n",
    );
  });

  test("a screen reader: words", () => {
    expect(written({ unicode: true, accessible: true }, TEXT)).toBe(
      "Go live, acme\n  ok: created\n  failed: refused...\nnext: Look: owner ü@example.com\n",
    );
  });
});

test.each([
  ["--accessible", ["--accessible"], {}, /^failed: .*\nnext: /s],
  ["ACCESSIBLE=1", [], { ACCESSIBLE: "1" }, /^failed: .*\nnext: /s],
  ["LC_ALL=C", [], { LC_ALL: "C" }, /^x .*\n-> /s],
  ["neither", [], {}, /^✗ .*\n→ /s],
])("an error with %s", async (_, flags, env, shape) => {
  const fake = fakeHost(["onboard", "acme", ...flags], { env, cwd: "/" });
  expect(await runCli(fake.host)).toBe(2);
  expect(fake.err()).toMatch(shape);
});
