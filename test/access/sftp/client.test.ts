import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSftp, type SftpConnection, type SftpOptions } from "../../../src/access/sftp/client.ts";
import { Secret } from "../../../src/core/secret.ts";
import { generateSshKeyPair } from "../../../src/core/ssh-keys.ts";
import { DENIED, type Lab, startLab, WITHOUT_KMS } from "../../sandbox/sftp/lab.ts";

let lab: Lab;
let connections: SftpConnection[];

beforeEach(async () => {
  lab = await startLab();
  connections = [];
});

afterEach(async () => {
  for (const connection of connections) connection.close();
  await lab.close();
});

async function connect(change: Partial<SftpOptions> = {}): Promise<SftpConnection> {
  const connection = await connectSftp({
    host: "127.0.0.1",
    port: lab.endpoint.port,
    user: "acme",
    privateKey: lab.keys.privateKey,
    hostKeys: lab.hostKeys,
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    ...change,
  });
  connections.push(connection);
  return connection;
}

describe("login", () => {
  it("is allowed with the user's key", async () => {
    const connection = await connect();
    expect(connection.login).toMatchObject({ verdict: "allowed", code: "OK" });
    expect(await connection.attempt({ op: "login" })).toEqual(connection.login);
    expect(connection.alive()).toBe(true);
    connection.close();
    expect(connection.alive()).toBe(false);
  });

  it.each<[string, string, Partial<SftpOptions>]>([
    ["another key", "AUTH_FAILED", { privateKey: generateSshKeyPair("ssh-ed25519").privateKey }],
    ["another user", "AUTH_FAILED", { user: "globex" }],
    ["a password", "AUTH_FAILED", { password: "x", privateKey: undefined }],
    ["nothing", "AUTH_FAILED", { privateKey: undefined }],
    ["a weak key exchange", "KEX_REFUSED", { weakKex: true }],
  ])("is denied with %s", async (_what, code, change) => {
    const connection = await connect(change);
    expect(connection).toMatchObject({ login: { verdict: "denied", code }, silent: false });
    expect(await connection.attempt({ op: "list", path: "/" })).toEqual(connection.login);
    expect(connection.alive()).toBe(false);
  });

  it("stops at a host key that is not the server's", async () => {
    const { fingerprint } = generateSshKeyPair("ssh-ed25519");
    await expect(connect({ hostKeys: [fingerprint] })).rejects.toMatchObject({
      code: "HOST_KEY_UNKNOWN",
      exit: 4,
    });
  });

  it("is an error where there is no server, or one that says nothing", async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const quiet = await connect({ port, timeoutMs: 100 });
    expect(quiet).toMatchObject({ login: { verdict: "error", code: "ETIMEDOUT" }, silent: true });
    silent.close();
    await once(silent, "close");
    const gone = await connect({ port });
    expect(gone).toMatchObject({ login: { verdict: "error", code: "ECONNREFUSED" }, silent: true });
  });

  it("is an error with a key that can't be read, which is not echoed", async () => {
    const { login } = await connect({ privateKey: new Secret("not a key at all") });
    expect(login).toMatchObject({ verdict: "error", code: "KEY_INVALID" });
    expect(JSON.stringify(login)).not.toContain("not a key at all");
  });

  it("stops once the signal aborts", async () => {
    await expect(connect({ signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
  });
});

describe("attempts", () => {
  it("do what they say and tell it without content", async () => {
    const connection = await connect();
    const put = await connection.attempt({ op: "put", path: "/canary", body: "kept to itself" });
    expect(put).toEqual({ verdict: "allowed", code: "OK", detail: "14 bytes written" });
    const answers = [
      await connection.attempt({ op: "list", path: "/" }),
      await connection.attempt({ op: "get", path: "/canary" }),
      await connection.attempt({ op: "stat", path: "/canary" }),
      await connection.attempt({ op: "realpath", path: "canary" }),
      await connection.attempt({ op: "rename", path: "/canary", to: "/moved" }),
      await connection.attempt({ op: "mkdir", path: "/dir" }),
      await connection.attempt({ op: "rmdir", path: "/dir" }),
      await connection.attempt({ op: "put", path: "/empty", body: "" }),
      await connection.attempt({ op: "get", path: "/empty" }),
      await connection.attempt({ op: "remove", path: "/moved" }),
    ];
    expect(answers.map(({ verdict, detail }) => `${verdict}: ${detail}`)).toEqual([
      "allowed: 1 entry",
      "allowed: 14 bytes read",
      "allowed: 14 bytes",
      "allowed: /canary",
      "allowed: done",
      "allowed: done",
      "allowed: done",
      "allowed: 0 bytes written",
      "allowed: 0 bytes read",
      "allowed: done",
    ]);
  });

  it("are denied with the server's status", async () => {
    const connection = await connect();
    expect(await connection.attempt({ op: "get", path: "/absent" })).toMatchObject({
      verdict: "denied",
      code: "NO_SUCH_FILE",
    });
    expect(await connection.attempt({ op: "symlink", path: "/a", to: "/b" })).toMatchObject({
      verdict: "denied",
      code: "OP_UNSUPPORTED",
    });
    lab.setRole({ inline: { access: WITHOUT_KMS } });
    expect(await connection.attempt({ op: "put", path: "/x", body: "x" })).toMatchObject({
      verdict: "denied",
      code: "PERMISSION_DENIED",
    });
    lab.setRole({ inline: { access: DENIED } });
    expect(await connection.attempt({ op: "list", path: "/" })).toMatchObject({
      verdict: "denied",
      code: "PERMISSION_DENIED",
    });
    expect(connection.alive()).toBe(true);
  });

  it("are errors once the connection is gone", async () => {
    const connection = await connect();
    await lab.endpoint.close();
    await expect.poll(() => connection.alive()).toBe(false);
    expect(await connection.attempt({ op: "list", path: "/" })).toMatchObject({
      verdict: "error",
      code: "CONNECTION_LOST",
    });
  });
});

describe("paths that climb", () => {
  it("are denied where the server folds them into the own root, and leave nothing behind", async () => {
    const connection = await connect();
    await connection.attempt({ op: "put", path: "/own", body: "own" });
    const confined = { verdict: "denied", code: "CONFINED" };
    expect(await connection.attempt({ op: "realpath", path: ".." })).toMatchObject(confined);
    expect(await connection.attempt({ op: "list", path: "/.." })).toMatchObject(confined);
    expect(await connection.attempt({ op: "get", path: "../../own" })).toMatchObject(confined);
    expect(await connection.attempt({ op: "put", path: "/../acme-evil/x", body: "x" })).toMatchObject(
      confined,
    );
    expect(await connection.attempt({ op: "mkdir", path: "/../out" })).toMatchObject(confined);
    expect(await connection.attempt({ op: "rename", path: "/own", to: "/../moved" })).toMatchObject(confined);
    expect(await connection.attempt({ op: "get", path: "/../acme-evil/canary" })).toMatchObject({
      code: "NO_SUCH_FILE",
    });
    expect(await connection.attempt({ op: "list", path: "/" })).toMatchObject({ detail: "1 entry" });
  });

  it("are allowed where they do lead out", async () => {
    lab.setUser({ homeDirectoryType: "PATH", homeDirectory: "/partner-files/acme/home", mappings: [] });
    const connection = await connect();
    await connection.attempt({ op: "put", path: "/partner-files/acme/out", body: "x" });
    await connection.attempt({ op: "put", path: "in", body: "in" });
    expect(await connection.attempt({ op: "realpath", path: ".." })).toMatchObject({ verdict: "allowed" });
    expect(await connection.attempt({ op: "get", path: "../out" })).toMatchObject({ verdict: "allowed" });
    expect(await connection.attempt({ op: "list", path: ".." })).toMatchObject({ verdict: "allowed" });
    expect(await connection.attempt({ op: "put", path: "../new", body: "x" })).toMatchObject({
      verdict: "allowed",
    });
  });
});

it("makes what a test that was cut off has left once more", async () => {
  const connection = await connect();
  for (const _again of [1, 2])
    expect(await connection.attempt({ op: "mkdir", path: "/probe-folder" })).toMatchObject({
      verdict: "allowed",
    });
  for (const _again of [1, 2]) {
    await connection.attempt({ op: "put", path: "/probe.txt", body: "x" });
    const moved = await connection.attempt({ op: "rename", path: "/probe.txt", to: "/probe-renamed.txt" });
    expect(moved).toMatchObject({ verdict: "allowed" });
  }
  await connection.attempt({ op: "put", path: "/probe-folder/kept.txt", body: "x" });
  expect(await connection.attempt({ op: "mkdir", path: "/probe-folder" })).toMatchObject({ code: "FAILURE" });
  expect(await connection.attempt({ op: "get", path: "/probe-folder/kept.txt" })).toMatchObject({
    verdict: "allowed",
  });
});
