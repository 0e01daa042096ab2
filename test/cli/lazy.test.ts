import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "bin/vendor.js");

/** Runs the built command line in a process that tells, on stderr, what it has loaded at its end. */
const TELLING = `
process.argv.splice(1, 0, ${JSON.stringify(BIN)});
process.on("exit", () => process.stderr.write(JSON.stringify({
  files: Object.keys(require.cache),
  builtins: process.moduleLoadList.filter((name) => name.startsWith("NativeModule ")).map((name) => name.slice(13)),
})));
require(${JSON.stringify(BIN)});
`;

interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

function loadedBy(...args: readonly string[]): Loaded {
  const { status, stderr } = spawnSync(process.execPath, ["-e", TELLING, "--", ...args], {
    encoding: "utf8",
  });
  expect(status).toBe(0);
  return JSON.parse(stderr) as Loaded;
}

const names = ({ files }: Loaded) => files.map((file) => basename(file).replace(/-[\w-]{8}\.cjs$/, ""));

describe("what the built command line loads", () => {
  it.each([["--help"], ["--version"]])("%s: the parser of arguments, and nothing else", (flag) => {
    const loaded = loadedBy(flag);
    expect(names(loaded).sort()).toEqual(["compile-cache.js", "main.cjs", "rolldown-runtime", "vendor.js"]);
    for (const slow of ["crypto", "child_process", "http", "https", "fs/promises", "readline", "url"].filter(
      (name) => name !== "url",
    ))
      expect(loaded.builtins).not.toContain(slow);
  });

  it("the entry holds neither AWS nor zod nor yaml nor prompts nor the local AWS", () => {
    const entry = readFileSync(join(ROOT, "dist/main.cjs"), "utf8");
    for (const mark of ["ZodError", "YAMLParseError", "smithy", "CreateRole", 'ssh2")', "clack"])
      expect(entry).not.toContain(mark);
    expect(entry.length).toBeLessThan(100_000);
  });

  it("runbook show: the runbook's own needs, no AWS", () => {
    const loaded = names(loadedBy("runbook", "show", "hosted-sftp"));
    expect(loaded).toContain("runbooks");
    for (const absent of ["connect", "s3", "iam", "sts", "planning", "prompter", "local-aws"])
      expect(loaded).not.toContain(absent);
    expect(loaded.some((name) => name.includes("ssh2"))).toBe(false);
  });

  it("holds no import(), which code from a cache cannot do", () => {
    for (const file of readdirSync(join(ROOT, "dist"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".cjs"),
    ))
      expect(readFileSync(join(ROOT, "dist", file), "utf8"), file).not.toMatch(/[^\w$.]import\(/);
  });
});

describe("the cache of compiled code", () => {
  let copy: string;
  const cache = () => join(copy, "dist/cache");
  const version = () =>
    execFileSync(process.execPath, [join(copy, "bin/vendor.js"), "--version"], { encoding: "utf8" });
  const cached = () =>
    readdirSync(cache(), { recursive: true, encoding: "utf8" })
      .filter((name) => name.includes("main.cjs"))
      .map((name) => join(cache(), name));

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "vendor-cache-"));
    for (const part of ["bin", "package.json", "dist/main.cjs", "dist/chunks"])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("is made by the first start and left alone by the second", () => {
    const said = version();
    const [made = ""] = cached();
    const before = readFileSync(made);
    expect(version()).toBe(said);
    expect(readFileSync(made).equals(before)).toBe(true);
  });

  it("is made anew where it is damaged", () => {
    const [made = ""] = cached();
    const whole = readFileSync(made);
    for (const damaged of [Buffer.alloc(0), whole.subarray(0, 1000), Buffer.from("not compiled code")]) {
      writeFileSync(made, damaged);
      expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
      expect(readFileSync(made).length).toBeGreaterThan(1000);
    }
  });

  it("is done without where its folder cannot be made", () => {
    rmSync(cache(), { recursive: true });
    writeFileSync(cache(), "");
    expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
    rmSync(cache());
    mkdirSync(cache());
  });
});
