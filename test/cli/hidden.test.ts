import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readHidden } from "../../src/cli/hidden.ts";
import { openSession } from "../../src/cli/session.ts";
import { VendorError } from "../../src/core/errors.ts";
import { fakeHost } from "./fake-host.ts";

const OPTIONS = { input: true, color: false } as const;

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-hidden-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function read(sources: readonly string[], { tty = false, stdin = "" } = {}) {
  const fake = fakeHost([], { cwd, env: { API_KEY: "from-env" }, tty });
  if (stdin !== "") fake.press(stdin);
  (fake.host.stdin as unknown as NodeJS.WritableStream).end();
  const values = await readHidden(openSession(fake.host, OPTIONS, "onboard"), { setSecret: sources });
  return Object.fromEntries([...values].map(([name, value]) => [name, value.reveal()]));
}

it("hidden answers come from a file, the environment and standard input, without the line break at their end", async () => {
  writeFileSync(join(cwd, "key"), "from file\n");
  const sources = ["one=@key", "two=env:API_KEY", "three=-"];
  expect(await read(sources, { stdin: "from stdin\r\n" })).toEqual({
    one: "from file",
    two: "from-env",
    three: "from stdin",
  });
});

it.each([
  ["a value as an argument", "apiKey=hunter2", /never an argument/],
  ["what names no input", "=hunter2", /NAME=SOURCE/],
  ["a file that is not there", "apiKey=@hunter2", /There is no file/],
  ["a variable that is not there", "apiKey=env:OTHER", /no such environment variable/],
  ["a question where nobody can be asked", "apiKey", /Nobody can be asked/],
  ["nothing on standard input", "apiKey=-", /empty/],
])("%s is refused", async (_what, source, message) => {
  const thrown = await read([source]).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(VendorError);
  const { code, problems = [] } = thrown as VendorError;
  expect(code).toBe("INPUT_INVALID");
  expect(problems[0]?.message).toMatch(message);
  if (!source.includes("@")) expect(JSON.stringify(problems)).not.toContain("hunter2");
});

it("a keyboard is no standard input to read a secret from: it would be shown", async () => {
  await expect(read(["apiKey=-"], { tty: true })).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
