import { describe, expect, it } from "vitest";
import type { SftpConnection, SftpOptions, SftpOutcome } from "../../src/access/sftp/client.ts";
import { type SftpSpec, sftpActor } from "../../src/access/sftp-actor.ts";
import { openPatience } from "../../src/core/patience.ts";
import type { Probe, SftpAction } from "../../src/core/probe.ts";
import { Secret } from "../../src/core/secret.ts";
import { jumping } from "../aws/clock.ts";

const OK: SftpOutcome = { verdict: "allowed", code: "OK", detail: "" };
const REFUSED: SftpOutcome = { verdict: "denied", code: "AUTH_FAILED", detail: "" };
const GONE: SftpOutcome = { verdict: "error", code: "ECONNREFUSED", detail: "nobody listens" };
const LIST: SftpAction = { op: "list", path: "/" };

/** An SFTP server as the actor sees it: what it answers may be changed on the way. */
function actorAt(held = false) {
  const logins: SftpOptions[] = [];
  const open: { cut(): void }[] = [];
  const server = { login: OK, answer: OK, goneUntil: 0 };
  const time = jumping();
  const connect = async (options: SftpOptions): Promise<SftpConnection> => {
    logins.push(options);
    if (time.elapsed() < server.goneUntil) {
      return {
        login: GONE,
        silent: true,
        attempt: async () => GONE,
        alive: () => false,
        close: () => undefined,
      };
    }
    let alive = server.login.verdict === "allowed";
    const close = () => {
      alive = false;
    };
    open.push({ cut: close });
    return {
      login: server.login,
      silent: false,
      attempt: async () => server.answer,
      alive: () => alive,
      close,
    };
  };
  const spec: SftpSpec = {
    type: "sftp",
    host: "h",
    port: 22,
    user: "acme",
    key: "testKey",
    hostKeys: ["SHA256:x"],
    held,
  };
  const actor = sftpActor(spec, {
    connect,
    privateKey: () => new Secret("the test key"),
    password: () => "guess",
    signal: new AbortController().signal,
    patience: openPatience({
      ...time.effects,
      patienceMs: 600_000,
      signal: new AbortController().signal,
    }),
  });
  const attempt = (action: SftpAction, more: Partial<Probe> = {}) =>
    actor.attempt(
      {
        id: "p",
        group: "g",
        actor: "sftp",
        attempt: { type: "sftp", action },
        expect: "allowed",
        title: "t",
        reason: "r",
        ...more,
      },
      action,
    );
  return { actor, attempt, logins, open, server, time };
}

const DEATH = { expect: "denied" } as const;
const ISOLATION = { expect: "denied", control: "own" } as const;

describe("an SFTP actor", () => {
  it("shares one login, and logs in again once the connection is gone", async () => {
    const { attempt, logins, open } = actorAt();
    await attempt(LIST);
    await attempt(LIST, ISOLATION);
    expect(logins).toHaveLength(1);
    open[0]?.cut();
    expect(await attempt(LIST)).toEqual(OK);
    expect(logins).toHaveLength(2);
  });

  it("logs in anew for each proof of death, and a refused login is the answer", async () => {
    const { attempt, logins, server } = actorAt();
    expect(await attempt(LIST, DEATH)).toEqual(OK);
    server.login = REFUSED;
    expect(await attempt(LIST, DEATH)).toEqual(REFUSED);
    expect(logins).toHaveLength(2);
    expect((await attempt(LIST, ISOLATION)).verdict).toBe("error");
  });

  it("keeps a held connection for its death, and says when there is none any more", async () => {
    const { attempt, logins, open, server } = actorAt(true);
    await attempt(LIST);
    server.login = REFUSED;
    server.answer = { verdict: "denied", code: "PERMISSION_DENIED", detail: "" };
    expect(await attempt(LIST, DEATH)).toEqual(server.answer);
    expect(logins).toHaveLength(1);
    open[0]?.cut();
    expect(await attempt(LIST, DEATH)).toMatchObject({
      verdict: "denied",
      code: "AUTH_FAILED",
      detail: expect.stringContaining("no session is held"),
    });
  });

  it("presents what a login probe says, each time on a new connection", async () => {
    const { attempt, logins } = actorAt(true);
    await attempt({ op: "login" });
    await attempt({ op: "login", auth: "other-key" });
    await attempt({ op: "login", auth: "password" });
    await attempt({ op: "login", weakKex: true });
    expect(
      logins.map(({ password, weakKex, privateKey }) => [
        password,
        weakKex,
        privateKey?.reveal() === "the test key",
      ]),
    ).toEqual([
      [undefined, undefined, true],
      [undefined, undefined, false],
      ["guess", undefined, false],
      [undefined, true, true],
    ]);
  });

  it("takes `no such file` for a refusal only where a canary is known to be there", async () => {
    const { attempt, server } = actorAt();
    server.answer = { verdict: "denied", code: "NO_SUCH_FILE", detail: "" };
    expect((await attempt(LIST, ISOLATION)).verdict).toBe("denied");
    expect((await attempt(LIST, DEATH)).verdict).toBe("error");
    expect((await attempt(LIST)).verdict).toBe("error");
  });

  it.each([
    ["in the shared session", LIST, {}],
    ["for a proof of death", LIST, DEATH],
    ["as a login of its own", { op: "login", weakKex: true } as const, {}],
  ])("waits for a server that is gone for minutes, %s, and says so once", async (_what, action, probe) => {
    const { attempt, server, time } = actorAt();
    server.goneUntil = 240_000;
    expect(await attempt(action, probe)).toEqual(OK);
    expect(time.events).toMatchObject([
      { type: "aws.silent", service: "sftp", code: "ECONNREFUSED", throttled: false },
      { type: "aws.answers", service: "sftp" },
    ]);
  });

  it("stops the run where the server stays away, whatever was to be proven", async () => {
    const { attempt, server, time } = actorAt();
    server.goneUntil = Number.POSITIVE_INFINITY;
    const gone = { code: "SFTP_UNREACHABLE", stops: true, message: expect.stringContaining("h:22") };
    await expect(attempt(LIST, DEATH)).rejects.toMatchObject(gone);
    expect(time.elapsed()).toBe(600_000);
  });

  it("gives a connection up that does not answer in time, unless it is held", async () => {
    const silent: SftpOutcome = { verdict: "error", code: "ETIMEDOUT", detail: "" };
    for (const held of [false, true]) {
      const { attempt, server, logins } = actorAt(held);
      server.answer = silent;
      await attempt(LIST);
      server.answer = OK;
      expect(await attempt(LIST)).toEqual(OK);
      expect(logins).toHaveLength(held ? 1 : 2);
    }
  });

  it("closes what is open", async () => {
    const { actor, attempt, logins } = actorAt();
    await attempt(LIST);
    actor.close();
    await attempt(LIST);
    expect(logins).toHaveLength(2);
  });
});
