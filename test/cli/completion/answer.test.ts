import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { CONFIG_TEMPLATE } from "../../../src/runbook/config-text.ts";
import { fakeHost } from "../fake-host.ts";

/** What is kept of a partner, as far as it matters here. */
const STATE = {
  runbook: { name: "hosted-sftp", from: "hosted-sftp" },
  owner: "team@example.com",
  inputs: {},
  options: {},
  since: "2026-01-02T03:04:05.678Z",
};

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-completion-"));
  writeFileSync(join(cwd, "vendor.config.yaml"), `${CONFIG_TEMPLATE}runbooks: [own]\n`);
  for (const folder of [".vendor/partners", "below", "own"])
    mkdirSync(join(cwd, folder), { recursive: true });
  writeFileSync(join(cwd, "own/ours.yaml"), "");
  for (const [partner, state] of [
    ["acme", "live"],
    ["globex", "offboarded"],
  ])
    writeFileSync(
      join(cwd, `.vendor/partners/${partner}.json`),
      JSON.stringify({ ...STATE, partner, state }),
    );
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** What a shell is answered to these words, each line up to its tab. */
async function answers(words: readonly string[], folder = cwd): Promise<readonly string[]> {
  const fake = fakeHost(["__complete", "--", ...words], { cwd: folder });
  expect(await runCli(fake.host)).toBe(0);
  expect(fake.err()).toBe("");
  return fake
    .out()
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "")
    .filter((value) => value !== "");
}

test.each<[string, string[], string[]]>([
  ["a command", ["onb"], ["onboard"]],
  ["a command below another", ["policy", "pr"], ["prove"]],
  ["a command to be helped with", ["help", "policy", "w"], ["why"]],
  ["a flag", ["onboard", "--dry"], ["--dry-run"]],
  ["a common flag", ["status", "--accessi"], ["--accessible"]],
  ["a choice", ["offboard", "--data", ""], ["keep", "archive", "purge"]],
  ["a choice in the same word", ["offboard", "--data=ke"], ["--data=keep"]],
  ["a choice of an argument", ["completion", "z"], ["zsh"]],
  ["a partner", ["offboard", ""], ["acme", "globex"]],
  ["a partner after flags", ["status", "--json", "--region", "x", "a"], ["acme"]],
  ["each of several partners", ["policy", "prove", "acme", "g"], ["globex"]],
  ["a partner as the value of a flag", ["policy", "why", "--as", "ac"], ["acme"]],
  ["no second partner where one is taken", ["status", "acme", ""], []],
  ["a runbook, the team's own too", ["onboard", "--runbook", "o"], ["ours"]],
  ["a shipped runbook", ["runbook", "show", "hosted"], ["hosted-sftp"]],
  ["files", ["onboard", "--from", ""], [":files"]],
  ["nothing for a text of one's own", ["onboard", "--reason", ""], []],
  ["nothing for a command that there is not", ["frob", "x"], []],
])("%s", async (_what, words, expected) => {
  expect(await answers(words)).toEqual(expected);
});

test("a flag that was given is not offered again, unless it may be repeated", async () => {
  const offered = await answers(["onboard", "--dry-run", "--set", "a=b", "--"]);
  expect(offered).not.toContain("--dry-run");
  expect(offered).toEqual(expect.arrayContaining(["--set", "--json"]));
});

test("each answer says what it means", async () => {
  const fake = fakeHost(["__complete", "--", "status", ""], { cwd });
  await runCli(fake.host);
  expect(fake.out()).toBe("acme\tlive, hosted-sftp\nglobex\toffboarded, hosted-sftp\n");
});

test("partners are those of the nearest configuration, of a named one, or of the local AWS", async () => {
  expect(await answers(["status", "a"], join(cwd, "below"))).toEqual(["acme"]);
  expect(await answers(["--config", join(cwd, "vendor.config.yaml"), "status", "a"], tmpdir())).toEqual([
    "acme",
  ]);
  expect(await answers(["--local", "status", ""])).toEqual([]);
});

test("without a configuration, and with a broken one, nothing is said", async () => {
  expect(await answers(["status", ""], "/nonexistent")).toEqual([]);
  const broken = join(cwd, "below/broken.yaml");
  writeFileSync(broken, "account: [");
  expect(await answers(["--config", broken, "status", ""])).toEqual([]);
});
