import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedPlace, servePlace } from "./support/place.ts";
import { run } from "./support/program.ts";
import { type Connection, holdSession, pinHostKeys, sftpBatch } from "./support/sftp.ts";

/** What a partner is told after its onboarding, without its key. */
interface Told {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly fingerprints: readonly string[];
}

let place: ServedPlace;

beforeAll(async () => {
  place = await servePlace();
});

afterAll(() => place?.stop());

/** Onboards a partner and reads what was printed for it. */
async function onboard(partner: string, ...more: string[]): Promise<Told> {
  const { code, stdout, stderr } = await place.vendor("onboard", partner, "--local", "--yes", ...more);
  expect(code, stderr).toBe(0);
  const [, host = "", port = ""] = /host +(\S+), port (\d+)/.exec(stdout) ?? [];
  const [, user = ""] = /^ +user +(\S+)$/m.exec(stdout) ?? [];
  const fingerprints = [...stdout.matchAll(/host key +(SHA256:\S+)/g)].map(([, print = ""]) => print);
  return { host, port: Number(port), user, fingerprints };
}

async function connectionOf(told: Told, identity: string): Promise<Connection> {
  return { ...told, identity, knownHosts: await pinHostKeys(place, told, told.fingerprints) };
}

/** The secret, as who hands it to partners reads it. */
async function secretOf(partner: string): Promise<Record<string, unknown>> {
  const name = ["--secret-id", `vendor/${partner}/connection`];
  const { SecretString } = await place.json<{ SecretString: string }>(
    "partner-desk",
    "secretsmanager",
    "get-secret-value",
    ...name,
  );
  return JSON.parse(SecretString) as Record<string, unknown>;
}

describe("a partner with a key pair that was made for it", () => {
  let connection: Connection;

  beforeAll(async () => {
    const told = await onboard("acme");
    expect(told).toMatchObject({ user: "acme", host: "127.0.0.1" });
    expect(told.fingerprints.length).toBeGreaterThan(0);
    const secret = await secretOf("acme");
    expect(secret).toMatchObject({
      hostKeyFingerprints: told.fingerprints,
      port: told.port,
      username: "acme",
    });
    const identity = join(place.dir, "acme-key");
    writeFileSync(identity, String(secret.privateKey), { mode: 0o600 });
    connection = await connectionOf(told, identity);
  });

  it("sees its own folder and nothing above it, and works in it", async () => {
    writeFileSync(join(place.dir, "invoice.csv"), "id,amount\n1,10\n");
    const { code, stdout, stderr } = await sftpBatch(place, connection, [
      "pwd",
      "put invoice.csv",
      "mkdir in",
      "rename invoice.csv in/invoice-1.csv",
      "ls -l in",
      "get in/invoice-1.csv back.csv",
      "rm in/invoice-1.csv",
      "rmdir in",
      "cd ..",
      "ls",
      "-get /partner-files/acme/x stolen",
    ]);
    expect(stdout).toContain("Remote working directory: /\n");
    expect(stdout).toMatch(/in\/invoice-1\.csv/);
    expect(stderr).toMatch(/not found/);
    expect(code).toBe(0);
    expect(readFileSync(join(place.dir, "back.csv"), "utf8")).toBe("id,amount\n1,10\n");
    expect(existsSync(join(place.dir, "stolen"))).toBe(false);
  });

  it("is let in with its key only, and talks to the pinned server only", async () => {
    const other = join(place.dir, "other-key");
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", other], {
      cwd: place.dir,
      env: place.env,
    });
    expect((await sftpBatch(place, { ...connection, identity: other }, ["ls"])).stderr).toContain(
      "Permission denied",
    );
    const knownHosts = join(place.dir, "no_hosts");
    writeFileSync(knownHosts, "");
    expect((await sftpBatch(place, { ...connection, knownHosts }, ["ls"])).stderr).toContain(
      "Host key verification failed",
    );
  });

  it("loses the session that it holds when it is offboarded, and gets no new one", async () => {
    const held = holdSession(place, connection);
    try {
      await held.ask("mkdir held", /sftp> /);
      await held.ask("ls", /held/);
      const offboarded = await place.vendor("offboard", "acme", "--local", "--yes", "--confirm", "acme");
      expect(offboarded.code, offboarded.stderr).toBe(0);
      expect(await held.ask("ls", /sftp> .*sftp> |denied|closed/is)).toMatch(/denied|closed/i);
    } finally {
      await held.close();
    }
    const again = await sftpBatch(place, connection, ["ls"]);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain("Permission denied");
  });
});

describe("a partner that brought its own key", () => {
  it.concurrent.each([
    ["ed25519", []],
    ["rsa", ["-b", "3072"]],
    ["ecdsa", ["-b", "384"]],
  ] as const)("connects with %s", async (type, size) => {
    const partner = `brought-${type}`;
    const identity = join(place.dir, partner);
    const made = await run("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-f", identity], {
      cwd: place.dir,
      env: place.env,
    });
    expect(made.code, made.stderr).toBe(0);
    const told = await onboard(partner, "--set", `publicKey=${partner}.pub`);
    expect(Object.keys(await secretOf(partner))).not.toContain("privateKey");
    const connection = await connectionOf(told, identity);
    writeFileSync(join(place.dir, `${partner}.txt`), type);
    const { code, stderr } = await sftpBatch(place, connection, [
      `put ${partner}.txt`,
      `get ${partner}.txt ${type}.txt`,
    ]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(place.dir, `${type}.txt`), "utf8")).toBe(type);
  });
});
