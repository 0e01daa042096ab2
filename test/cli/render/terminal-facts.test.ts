import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { styleOf } from "../../../src/cli/render/style.ts";
import { showsUnicode } from "../../../src/cli/render/terminal-facts.ts";

describe("signs beyond ASCII", () => {
  test.each([
    ["no locale at all", {}, true],
    ["UTF-8", { LANG: "en_GB.UTF-8" }, true],
    ["the C locale", { LANG: "C" }, false],
    ["C.UTF-8 over C", { LC_ALL: "C.utf8", LANG: "C" }, true],
    ["C over UTF-8", { LC_ALL: "C", LANG: "en_GB.UTF-8" }, false],
    ["an empty variable says nothing", { LC_ALL: "", LC_CTYPE: "UTF-8", LANG: "C" }, true],
    ["the kernel's console", { TERM: "linux", LANG: "C.UTF-8" }, false],
    ["a dumb terminal", { TERM: "dumb" }, false],
    ["an old console of Windows", { OS: "Windows_NT" }, false],
    ["Windows Terminal", { OS: "Windows_NT", WT_SESSION: "x" }, true],
  ])("%s", (_, env, shown) => {
    expect(showsUnicode(env)).toBe(shown);
  });
});

describe("redrawing", () => {
  test.each([
    ["a terminal", true, {}, {}, true],
    ["a pipe", false, {}, {}, false],
    ["CI", true, { CI: "true" }, {}, false],
    ["CI=false", true, { CI: "false" }, {}, true],
    ["a dumb terminal", true, { TERM: "dumb" }, {}, false],
    ["--accessible", true, {}, { accessible: true }, false],
    ["ACCESSIBLE=1", true, { ACCESSIBLE: "1" }, {}, false],
    ["ACCESSIBLE=0", true, { ACCESSIBLE: "0" }, {}, true],
  ])("%s", (_, isTTY, env, looks, redraw) => {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
    expect(styleOf(stream, env, { color: true, ...looks }).redraw).toBe(redraw);
  });
});
