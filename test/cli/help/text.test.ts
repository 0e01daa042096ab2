import { describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { buildProgram } from "../../../src/cli/program.ts";
import { fakeHost } from "../fake-host.ts";

/** Every command, the ones below others included. */
async function allNames(): Promise<readonly string[]> {
  const program = buildProgram(fakeHost([]).host);
  for (const command of program.command.commands) await program.complete(command);
  return program.command.commands.flatMap((command) => [
    command.name(),
    ...command.commands.map((nested) => `${command.name()} ${nested.name()}`),
  ]);
}

async function helpAt(columns: number, name: string, env = {}): Promise<string> {
  const fake = fakeHost([...name.split(" "), "--help"], { tty: true, env });
  Object.assign(fake.host.stdout, { columns });
  expect(await runCli(fake.host)).toBe(0);
  return fake.raw();
}

const names = await allNames();

describe.each([60, 80, 140])("help at %i columns", (columns) => {
  test.each(names)("%s", async (name) => {
    const text = await helpAt(columns, name, { NO_COLOR: "1" });
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
  });
});

test("each command has an example, which begins with it or pipes into it", async () => {
  const program = buildProgram(fakeHost([]).host);
  for (const command of program.command.commands) await program.complete(command);
  for (const name of names) {
    const examples = program.helpOf(`vendor ${name}`)?.examples ?? [];
    expect(examples.length, name).toBeGreaterThan(0);
    for (const { run } of examples) expect(run).toContain(`vendor ${name}`.split(" ").slice(0, 2).join(" "));
  }
});

test("a long example is broken between words, so that it can be copied", async () => {
  const text = await helpAt(60, "policy why", { NO_COLOR: "1" });
  expect(text).toMatch(/vendor policy why s3:GetObject \\\n {4}s3:.*--as acme$/m);
});

test("headings are bold on a terminal, and plain without colour", async () => {
  expect(await helpAt(80, "test")).toContain("\u001B[1mExamples\u001B[22m");
  expect(await helpAt(80, "test", { NO_COLOR: "1" })).not.toContain("\u001B");
});
