import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { COMMANDS, GROUPS } from "../../src/cli/commands.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { fakeHost } from "./fake-host.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-cli-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function run(...args: string[]) {
  const fake = fakeHost(args, { cwd });
  const exit = await runCli(fake.host);
  return { exit, out: fake.out(), err: fake.err() };
}

const withConfig = () => writeFileSync(join(cwd, "vendor.config.yaml"), CONFIG_TEMPLATE);

describe("help", () => {
  test.each([[["--help"]], [["help"]], [[]]])("vendor %j lists all commands by group", async (args) => {
    const { exit, out, err } = await run(...args);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    const headings = out.split("\n").filter((line) => /^[A-Z]/.test(line));
    const used = GROUPS.filter((group) => COMMANDS.some((entry) => entry.group === group));
    expect(headings.filter((line) => (GROUPS as readonly string[]).includes(line))).toEqual(used);
  });

  test("each command has its own, with the common options, examples and exit codes", async () => {
    for (const { name } of COMMANDS) {
      const { exit, out, err } = await run("help", name);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      expect(out).toContain(`Usage  vendor ${name}`);
      expect(out).toContain("--no-input");
      for (const heading of ["Common options", "Examples", "Exit codes"])
        expect(out, name).toMatch(new RegExp(`^${heading}$`, "m"));
    }
  });

  test("a command that is only the name of others lists them, also alone", async () => {
    const alone = await run("policy");
    expect(alone).toEqual(await run("policy", "--help"));
    expect(alone).toMatchObject({ exit: 0, out: expect.stringContaining("vendor policy COMMAND --help") });
    expect(await run("policy", "why", "--help")).toEqual(await run("help", "policy", "why"));
  });

  test("the version goes to stdout", async () => {
    expect(await run("--version")).toEqual({ exit: 0, out: "1.2.3\n", err: "" });
  });
});

describe("bad usage exits 2 and says what to do", () => {
  test.each([
    [["onbord"], "UNKNOWN_COMMAND", 'Did you mean "vendor onboard"?'],
    [["frobnicate"], "UNKNOWN_COMMAND", "vendor --help"],
    [["onboard", "--dry-rnu"], "UNKNOWN_OPTION", 'Did you mean "--dry-run"?'],
    [["onboard", "--jsn"], "UNKNOWN_OPTION", 'Did you mean "--json"?'],
    [["onboard", "acme", "globex"], "USAGE_INVALID", "vendor onboard --help"],
    [["offboard", "acme", "--data", "burn"], "USAGE_INVALID", "keep, archive, purge"],
    [["offboard", "acme", "--secret-recovery-days", "6"], "USAGE_INVALID", "from 7 to 30"],
    [["onboard", "acme", "--skip-test"], "INPUT_MISSING", "needs a reason"],
    [["onboard", "acme", "--skip-rehearsal", "--reason", " "], "INPUT_MISSING", "needs a reason"],
    [["onboard", "--from"], "USAGE_INVALID", "argument missing"],
    [["ready", "acme", "--timeout", "5s"], "USAGE_INVALID", "--timeout goes with --wait"],
    [["test", "acme", "--pairs", "5"], "USAGE_INVALID", "--pairs and --seed go with --all"],
    [["local", "--port", "seven"], "USAGE_INVALID", "whole number"],
    [["status"], "CONFIG_MISSING", "vendor init"],
    [["audit", "shw"], "UNKNOWN_COMMAND", 'Did you mean "vendor audit show"?'],
    [["audit", "frobnicate"], "UNKNOWN_COMMAND", "vendor audit --help"],
    [["onbord", "--help"], "UNKNOWN_COMMAND", 'Did you mean "vendor onboard"?'],
    [["help", "policy", "wyh"], "UNKNOWN_COMMAND", 'Did you mean "vendor policy why"?'],
    [["why"], "UNKNOWN_COMMAND", 'Did you mean "vendor policy why"?'],
    [["policy", "--jsn"], "UNKNOWN_OPTION", 'Did you mean "--json"?'],
    [["audit", "verify", "--pubic-key", "x"], "UNKNOWN_OPTION", 'Did you mean "--public-key"?'],
    [["offboard", "acme", "--data", "kep"], "USAGE_INVALID", 'Did you mean "keep"?'],
  ])("%j", async (args, code, text) => {
    const { exit, out, err } = await run(...args);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(code);
    expect(err.replaceAll(/\s+/g, " ")).toContain(text);
  });
});

describe("input without a terminal", () => {
  test("everything that is missing is listed at once", async () => {
    withConfig();
    const { exit, err } = await run("onboard");
    expect(exit).toBe(2);
    for (const what of ["partner", "owner", "--owner EMAIL", "confirmation", "--yes"])
      expect(err).toContain(what);
  });

  test("what is wrong and what is missing are told together", async () => {
    withConfig();
    const { exit, err } = await run(
      "onboard",
      "Acme!",
      "--set",
      "partnerAccount=123",
      "--set",
      "publicKye=x",
      "--yes",
    );
    expect(exit).toBe(2);
    for (const what of [
      "owner",
      "inputs.partnerRole",
      "lower-case",
      "12 digits",
      'Did you mean "publicKey"?',
    ])
      expect(err).toContain(what);
  });

  test("an offboarding needs the name twice; --yes is not enough", async () => {
    withConfig();
    const { exit, err } = await run("offboard", "acme", "--yes");
    expect(exit).toBe(2);
    expect(err).toContain("--confirm acme");
    const wrong = await run("offboard", "acme", "--confirm", "globex");
    expect(wrong).toMatchObject({ exit: 2 });
  });

  test("files are all checked before anything is called, each with its place", async () => {
    withConfig();
    writeFileSync(join(cwd, "a.yaml"), "partner: acme\nrunbook: hosted-sftp\nowner: team@example.com\n");
    writeFileSync(join(cwd, "b.yaml"), "partner: Bad\nrunbook: hosted-sftp\nowner: team@example.com\n");
    const { exit, err } = await run("onboard", "--from", "*.yaml", "--yes");
    expect(exit).toBe(2);
    expect(err).toMatch(/b\.yaml:1:\d+/);
  });

  test("the same partner twice is refused", async () => {
    withConfig();
    for (const name of ["a.yaml", "b.yaml"])
      writeFileSync(join(cwd, name), "partner: acme\nrunbook: hosted-sftp\nowner: team@example.com\n");
    const { exit, err } = await run("onboard", "--from", "a.yaml", "--from", "b.yaml", "--yes");
    expect({ exit, named: err.includes("More than one file is about acme") }).toEqual({
      exit: 2,
      named: true,
    });
  });

  test.each([
    ["--set", "publicKey=-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----"],
  ])("a private key is refused and not echoed: %s", async (...args) => {
    withConfig();
    const { exit, out, err } = await run("onboard", "acme", "--owner", "a@example.com", "--yes", ...args);
    expect(exit).toBe(2);
    expect(out + err).toContain("private key");
    expect(out + err).not.toContain("c2VjcmV0");
  });

  test("the path of a private key is refused as well", async () => {
    withConfig();
    writeFileSync(
      join(cwd, "id"),
      "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n",
    );
    const { exit, err } = await run(
      "onboard",
      "acme",
      "--owner",
      "a@example.com",
      "--yes",
      "--set",
      "publicKey=id",
    );
    expect(exit).toBe(2);
    expect(err).not.toContain("c2VjcmV0");
  });
});

describe("--json", () => {
  test("a failure ends in one result event with code, message and hint", async () => {
    const { exit, out, err } = await run("onbord", "--json");
    expect({ exit, err }).toEqual({ exit: 2, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      type: "result",
      at: "2026-01-02T03:04:05.678Z",
      outcome: "failed",
      error: { code: "UNKNOWN_COMMAND", hint: expect.stringContaining("onboard") },
    });
  });

  test("problems are listed in it", async () => {
    withConfig();
    const { out } = await run("--json", "onboard");
    expect(JSON.parse(out).error.problems).toContainEqual(expect.objectContaining({ field: "partner" }));
  });
});

describe("init", () => {
  test("writes a configuration once, and again with --force only", async () => {
    expect(await run("init", "--template")).toMatchObject({ exit: 0 });
    const file = join(cwd, "vendor.config.yaml");
    writeFileSync(file, "mine");
    expect(await run("init", "--template")).toMatchObject({
      exit: 2,
      err: expect.stringContaining("--force"),
    });
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(await run("init", "--template", "--force")).toMatchObject({ exit: 0 });
    expect(readFileSync(file, "utf8")).toBe(CONFIG_TEMPLATE);
  });
});

describe("plans", () => {
  test("a plan that was edited is refused", async () => {
    withConfig();
    writeFileSync(
      join(cwd, "p.json"),
      JSON.stringify({ format: "vendor-plan/1", command: "onboard", partner: "acme", digest: "sha256:00" }),
    );
    expect(await run("onboard", "--plan", "p.json")).toMatchObject({
      exit: 3,
      err: expect.stringContaining("PLAN_EDITED"),
    });
  });
});

describe("runbooks", () => {
  test("are listed and shown", async () => {
    expect((await run("runbook", "list")).out).toContain("hosted-sftp");
    expect((await run("runbook", "show", "hosted-sftp")).out).toContain("publicKey");
    expect(await run("runbook", "show", "hosted-sfpt")).toMatchObject({
      exit: 2,
      err: expect.stringContaining('Did you mean "hosted-sftp"?'),
    });
  });
});

describe("audit and local", () => {
  test("an empty log is no error; a named file must be there", async () => {
    expect(await run("audit", "list", "--local")).toMatchObject({ exit: 0, out: "No record yet.\n" });
    expect(await run("audit", "verify", "nowhere.jsonl")).toMatchObject({ exit: 2 });
    expect(await run("audit", "show", "acme", "--local")).toMatchObject({ exit: 3 });
  });

  test("a broken log exits 10 and names the line", async () => {
    writeFileSync(join(cwd, "log.jsonl"), "{}\n");
    expect(await run("audit", "verify", "log.jsonl")).toMatchObject({
      exit: 10,
      out: expect.stringContaining("line 1"),
    });
  });

  test("the environment of a local AWS that does not run is refused", async () => {
    expect(await run("local", "--env")).toMatchObject({
      exit: 3,
      err: expect.stringContaining("LOCAL_NOT_RUNNING"),
    });
  });
});
