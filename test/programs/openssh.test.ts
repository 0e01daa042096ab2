import { execFile } from "node:child_process";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { generateSshKeyPair } from "../../src/core/ssh-keys.ts";
import { environmentOf } from "../e2e/support/place.ts";
import { type Lab, startLab } from "../sandbox/sftp/lab.ts";
import { start } from "./support/program.ts";

const run = promisify(execFile);
const MEBIBYTE = 1024 * 1024;
const LARGE = 1024 * MEBIBYTE;
/** A quarter of the file: what Node and vitest take by themselves is the most of it. */
const MEMORY_LIMIT = 250 * MEBIBYTE;

let lab: Lab;
let dir: string;

beforeAll(async () => {
  lab = await startLab();
  dir = mkdtempSync(join(tmpdir(), "vendor-openssh-"));
  writeFileSync(join(dir, "key"), lab.keys.privateKey.reveal(), { mode: 0o600 });
});

beforeEach(() => lab.setUser({}));

afterAll(async () => {
  await lab.close();
  rmSync(dir, { recursive: true });
});

const OPTIONS = [
  "-o",
  "BatchMode=yes",
  "-o",
  "StrictHostKeyChecking=no",
  "-o",
  "UserKnownHostsFile=/dev/null",
  "-o",
  "LogLevel=ERROR",
];

/** Runs a batch of OpenSSH's sftp as the partner. */
async function sftp(
  commands: readonly string[],
  options: readonly string[] = [],
): Promise<{ code: number; output: string }> {
  const key = ["-i", join(dir, "key"), "-P", String(lab.endpoint.port)];
  const args = [...OPTIONS, ...key, ...options, "-b", "-", "acme@127.0.0.1"];
  const session = start("sftp", args, { cwd: dir, env: environmentOf(dir, {}) }, `${commands.join("\n")}\n`);
  const { code } = await session.ended;
  return { code, output: session.printed() };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

async function writeLarge(path: string): Promise<void> {
  const block = randomBytes(MEBIBYTE);
  await pipeline(
    Readable.from(Array.from({ length: LARGE / MEBIBYTE }, () => block)),
    createWriteStream(path),
  );
}

describe("OpenSSH's sftp", () => {
  it("lists, puts, gets, renames, removes, makes and removes directories, and ends", async () => {
    writeFileSync(join(dir, "in.txt"), "from the partner");
    const { code, output } = await sftp([
      "put in.txt",
      "ls -l",
      "mkdir orders",
      "put in.txt orders/a.txt",
      "rename orders/a.txt orders/b.txt",
      "ls orders",
      "get orders/b.txt out.txt",
      "rm orders/b.txt",
      "rmdir orders",
      "cd ..",
      "pwd",
      "ls",
    ]);
    expect(output).toContain("orders/b.txt");
    expect(output).toContain("Remote working directory: /");
    expect(output.trimEnd().endsWith("in.txt")).toBe(true);
    expect(code).toBe(0);
    expect(readFileSync(join(dir, "out.txt"), "utf8")).toBe("from the partner");
  });

  it("is refused where it has no business", async () => {
    for (const [command, message] of [
      ["get /partner-files/globex/secret.txt", /not found/],
      ["get ../globex/secret.txt", /not found/],
      ["ln -s in.txt link", /nsupported/],
    ] as const) {
      const { output } = await sftp([`-${command}`]);
      expect(output).toMatch(message);
    }
    const weak = await sftp(["ls"], ["-o", "KexAlgorithms=diffie-hellman-group14-sha1"]);
    expect(weak.code).not.toBe(0);
    expect((await sftp(["ls"], ["-o", "KexAlgorithms=ecdh-sha2-nistp384"])).code).toBe(0);
  });

  it("signs with RSA and SHA-2, and is refused with SHA-1", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs1",
      format: "pem",
    });
    const file = join(dir, "rsa");
    writeFileSync(file, rsa, { mode: 0o600 });
    const body = (await run("ssh-keygen", ["-y", "-f", file])).stdout.trim();
    lab.setUser({ keys: [{ id: "key-2", body, importedAt: 0 }] });
    const as = (algorithm: string) =>
      sftp(["ls"], ["-o", `IdentityFile=${file}`, "-o", `PubkeyAcceptedAlgorithms=${algorithm}`]);
    // Not rsa-sha2-512 alone: ssh2 1.17 announces it run together with the name before it.
    expect((await as("rsa-sha2-512,rsa-sha2-256")).code).toBe(0);
    const weak = await as("ssh-rsa");
    expect(weak.output).toMatch(/Permission denied/);
  });

  it("moves 1 GiB both ways in bounded memory", async () => {
    await writeLarge(join(dir, "large"));
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    const { code, output } = await sftp(["put large", "get large back", "rm large"]);
    clearInterval(watch);
    expect(output).not.toMatch(/error|fail/i);
    expect(code).toBe(0);
    expect(await sha256(join(dir, "back"))).toBe(await sha256(join(dir, "large")));
    expect(peak).toBeLessThan(MEMORY_LIMIT);
  });
});

describe("ssh-keygen", () => {
  it("reads the private half and gives the same public half and fingerprint", async () => {
    for (const name of ["a", "b", "c"]) {
      const pair = generateSshKeyPair("ssh-ed25519");
      const file = join(dir, name);
      writeFileSync(file, pair.privateKey.reveal());
      chmodSync(file, 0o600);
      expect((await run("ssh-keygen", ["-y", "-f", file])).stdout.trim()).toBe(pair.publicKey);
      expect((await run("ssh-keygen", ["-lf", file])).stdout).toContain(pair.fingerprint);
      rmSync(file);
    }
  });
});
