import { Duplex } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { meetServer } from "../../../src/access/sftp/meeting.ts";
import {
  makeServerKey,
  type SshServer,
  startOther,
  startReplay,
  startSshServer,
} from "../../support/ssh-servers.ts";

const [ed25519, ecdsa, stranger] = [
  makeServerKey("ed25519"),
  makeServerKey("ecdsa"),
  makeServerKey("ed25519"),
];
const TIMEOUT_MS = 60_000;

let server: SshServer;
beforeAll(async () => {
  server = await startSshServer([ed25519, ecdsa]);
});
afterAll(() => server.close());

const meet = (port: number, hostKey: string) =>
  meetServer({ host: "127.0.0.1", port, hostKey, timeoutMs: TIMEOUT_MS });

it("knows a server by its key, whichever of its keys is pinned, and by a fingerprint alone", async () => {
  for (const { line, fingerprint } of [ed25519, ecdsa]) {
    const before = server.seen.connections;
    expect(await meet(server.port, line)).toEqual({ verdict: "same", pinned: fingerprint });
    expect(server.seen.connections - before).toBe(1);
    expect(await meet(server.port, fingerprint)).toEqual({ verdict: "same", pinned: fingerprint });
  }
  expect(server.seen.logins).toEqual([]);
});

it("names the keys that are presented in place of the pinned one", async () => {
  const { line, fingerprint: pinned } = stranger;
  const of = (...keys: { fingerprint: string }[]) => ({
    verdict: "other",
    pinned,
    presented: keys.map(({ fingerprint }) => fingerprint),
  });
  expect(await meet(server.port, line)).toEqual(of(ed25519));
  expect(await meet(server.port, pinned)).toEqual(of(ed25519, ecdsa));
  const absent = makeServerKey("ecdsa", 384);
  const met = await meet(server.port, absent.line);
  expect(met).toEqual({
    verdict: "other",
    pinned: absent.fingerprint,
    presented: [ed25519.fingerprint, ecdsa.fingerprint],
  });
  expect(server.seen.logins).toEqual([]);
});

it("does not take the pinned key from who can't show that it holds it", async () => {
  const impostor = await startSshServer([stranger]);
  const between = await startReplay(impostor, stranger, ed25519);
  expect(await meet(impostor.port, stranger.line)).toMatchObject({ verdict: "same" });
  expect(await meet(between.port, ed25519.line)).toEqual({
    verdict: "unproven",
    pinned: ed25519.fingerprint,
  });
  expect(impostor.seen.logins).toEqual([]);
  await Promise.all([between.close(), impostor.close()]);
});

it("says why a server was not reached", async () => {
  const unreached = async (port: number) => {
    const met = await meet(port, ed25519.line);
    return met.verdict === "unreached" ? met.code : met.verdict;
  };
  const closed = await startOther("");
  const web = await startOther("HTTP/1.1 400 Bad Request\r\n\r\n");
  const old = await startSshServer([ed25519], { kex: "diffie-hellman-group1-sha1" });
  expect(await unreached(closed.port)).toBe("NO_SSH");
  expect(await unreached(web.port)).toBe("NO_SSH");
  expect(await unreached(old.port)).toBe("NO_ALGORITHM");
  await Promise.all([closed.close(), web.close(), old.close()]);
  expect(await unreached(closed.port)).toBe("ECONNREFUSED");
});

it("says so where nothing answers in time", async () => {
  const silent = () => new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const question = { host: "192.0.2.1", port: 22, hostKey: ed25519.line, timeoutMs: 20, dial: silent };
  expect(await meetServer(question)).toMatchObject({ verdict: "unreached", code: "ETIMEDOUT" });
});
