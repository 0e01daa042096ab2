import { connect as dialTcp } from "node:net";
import type { Duplex } from "node:stream";
import type { Client, ConnectConfig, SFTPWrapper } from "ssh2";
import { vendorError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";
import type { SftpAction } from "../../core/probe.ts";
import type { Secret } from "../../core/secret.ts";
import { sshFingerprint } from "../../core/ssh/fingerprint.ts";
import { climbs, folded, stayedInside, targetOf } from "./confinement.ts";
import { perform, type SftpOperation } from "./operations.ts";
import { allowed, loginOutcome, operationOutcome, type SftpOutcome } from "./outcome.ts";

export type { SftpOutcome };

/** Key exchanges that a server of today must refuse. */
const WEAK_KEX: NonNullable<NonNullable<ConnectConfig["algorithms"]>["kex"]> = [
  "diffie-hellman-group1-sha1",
  "diffie-hellman-group14-sha1",
  "diffie-hellman-group-exchange-sha1",
];

/** Where and as whom to connect. */
export interface SftpOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** OpenSSH or PEM, without a passphrase. */
  readonly privateKey: Secret | undefined;
  /** Tried instead of a key, to see that passwords are refused. */
  readonly password?: string;
  /** `SHA256:…` fingerprints, one of which the server must present. */
  readonly hostKeys: readonly string[];
  /** Offers only key exchanges that must be refused. */
  readonly weakKex?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds for the login, and for each attempt. */
  readonly timeoutMs: number;
  /** Absent: a TCP socket of this machine. */
  readonly dial?: Network["dial"];
}

/** One login and what can be tried with it. A refused login is a connection on which every attempt gives that refusal. */
export interface SftpConnection {
  /** What came of the login. */
  readonly login: SftpOutcome;
  /** Whether nothing at all came from the server: it is gone, or out of reach. */
  readonly silent: boolean;
  /** Tries one action; `login` tells what came of the login. @throws the signal's reason once it aborts */
  attempt(action: SftpAction): Promise<SftpOutcome>;
  /** Whether the connection still stands. */
  alive(): boolean;
  close(): void;
}

/**
 * Connects and logs in.
 * @throws VendorError hostKeyUnknown where the server presents another host key; the signal's reason once it aborts
 */
export async function connectSftp(options: SftpOptions): Promise<SftpConnection> {
  options.signal.throwIfAborted();
  const ssh2 = (await import("ssh2")).default;
  const client = new ssh2.Client();
  const presented: string[] = [];
  const socket = options.dial?.(options.host, options.port) ?? dialTcp(options.port, options.host);
  let greeted = false;
  socket.once("data", () => {
    greeted = true;
  });
  // Whoever has given it up by then hears of it no more.
  socket.on("error", () => undefined);
  const opened = await within(options, openChannel(client, socket, options, presented)).catch(
    (error: unknown) => {
      socket.destroy();
      options.signal.throwIfAborted();
      const unknown = presented.find((fingerprint) => !options.hostKeys.includes(fingerprint));
      if (unknown !== undefined) {
        throw vendorError("hostKeyUnknown", { host: options.host, port: options.port, fingerprint: unknown });
      }
      return loginOutcome(error);
    },
  );
  if (!("verdict" in opened)) return connection(client, opened, options);
  return refused(opened, !greeted && opened.code !== "KEY_INVALID");
}

function refused(login: SftpOutcome, silent: boolean): SftpConnection {
  return { login, silent, attempt: async () => login, alive: () => false, close: () => undefined };
}

function connection(client: Client, sftp: SFTPWrapper, options: SftpOptions): SftpConnection {
  const login = allowed("logged in");
  const lost: SftpOutcome = {
    verdict: "error",
    code: "CONNECTION_LOST",
    detail: "The connection was closed.",
  };
  let open = true;
  const end = () => {
    open = false;
  };
  client.on("close", end);
  sftp.on("close", end);
  return {
    login,
    silent: false,
    async attempt(action) {
      options.signal.throwIfAborted();
      if (!open) return lost;
      if (action.op === "login") return login;
      return within(options, tryAction(sftp, action)).catch((error: unknown) => {
        options.signal.throwIfAborted();
        return open ? operationOutcome(error) : lost;
      });
    },
    alive: () => open,
    close() {
      end();
      client.end();
    },
  };
}

async function tryAction(sftp: SFTPWrapper, action: SftpOperation): Promise<SftpOutcome> {
  const result = await perform(sftp, action);
  const target = targetOf(action);
  if (!climbs(target) || !(await stayedInside(sftp, action, result))) return allowed(result.detail);
  return { verdict: "denied", code: "CONFINED", detail: `folded into the own root: ${folded(target)}` };
}

/** Rejects with the signal's reason, or with a TimeoutError. */
async function within<T>(options: SftpOptions, work: Promise<T>): Promise<T> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Every fingerprint that the server presents is put into `presented`. */
function openChannel(
  client: Client,
  socket: Duplex,
  options: SftpOptions,
  presented: string[],
): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.on("error", reject);
    client.on("close", () =>
      reject({ code: "CONNECTION_LOST", message: "The server closed the connection." }),
    );
    client.on("ready", () => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
    client.connect({ ...config(options, presented), sock: socket });
    // Set before the handshake: each of its small packets would otherwise wait for the peer's delayed answer.
    client.setNoDelay(true);
  });
}

function config(options: SftpOptions, presented: string[]): ConnectConfig {
  const { password, privateKey } = options;
  const method = password !== undefined ? "password" : privateKey ? "publickey" : "none";
  return {
    host: options.host,
    port: options.port,
    username: options.user,
    readyTimeout: options.timeoutMs,
    authHandler: [method],
    ...(password === undefined ? {} : { password }),
    ...(privateKey === undefined ? {} : { privateKey: privateKey.reveal() }),
    ...(options.weakKex ? { algorithms: { kex: WEAK_KEX } } : {}),
    hostVerifier: (key: Buffer) => {
      const fingerprint = sshFingerprint(key);
      presented.push(fingerprint);
      return options.hostKeys.includes(fingerprint);
    },
  };
}
