import { vendorError } from "../core/errors.ts";
import type { Heard, Patience } from "../core/patience.ts";
import type { ActorSpec, AttemptResult, Probe, SftpAction } from "../core/probe.ts";
import type { Secret } from "../core/secret.ts";
import { generateSshKeyPair } from "../core/ssh/key-pair.ts";
import { type Sessions, sessionsOf } from "./login.ts";
import type { SftpConnection, SftpOptions } from "./sftp/client.ts";

/** An SSH client of a phase. */
export type SftpSpec = Extract<ActorSpec, { type: "sftp" }>;

/** What SFTP actors need. */
export interface SftpDeps {
  connect(options: SftpOptions): Promise<SftpConnection>;
  /** The private half of the actor's key, looked up when it is first used. */
  privateKey(): Secret;
  /** A password that nobody has. */
  password(): string;
  readonly signal: AbortSignal;
  /** Waits for a server that does not answer; absent: nobody does. */
  readonly patience?: Patience;
}

/** Time for a login, and for each operation, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** Answers that mean "refused" only where what was asked for is known to be there. */
const ABSENT: ReadonlySet<string> = new Set(["NO_SUCH_FILE", "OP_UNSUPPORTED"]);

/**
 * An actor that comes over SFTP. Logins are probes of their own and always new connections; which connection
 * everything else uses is the rule of {@link sessionsOf}.
 */
export function sftpActor(spec: SftpSpec, deps: SftpDeps) {
  const options = {
    host: spec.host,
    port: spec.port,
    user: spec.user,
    hostKeys: spec.hostKeys,
    signal: deps.signal,
    timeoutMs: TIMEOUT_MS,
  };
  const { patience } = deps;
  const connect: SftpDeps["connect"] = (asked) =>
    patience === undefined
      ? deps.connect(asked)
      : patience.insist("sftp", async () => hear(await deps.connect(asked), asked));
  const sessions: Sessions<SftpConnection> = sessionsOf(
    {
      open: async () => {
        const connection = await connect({ ...options, privateKey: deps.privateKey() });
        return connection.login.verdict === "allowed"
          ? { session: connection }
          : { refused: connection.login };
      },
      usable: (connection) => connection.alive(),
      close: (connection) => connection.close(),
    },
    spec.held,
  );

  async function login(action: Extract<SftpAction, { op: "login" }>): Promise<AttemptResult> {
    const connection = await connect({ ...options, ...presented(action, deps) });
    connection.close();
    return connection.login;
  }

  return {
    attempt: (probe: Probe, action: SftpAction): Promise<AttemptResult> =>
      action.op === "login"
        ? login(action)
        : sessions.attempt(probe, async (connection) => {
            const outcome = await connection.attempt(action);
            // Nobody can say whether it will ever answer again. What is held is what is asked about: it stays.
            if (outcome.code === "ETIMEDOUT" && !spec.held) connection.close();
            return judged(probe, outcome);
          }),
    close: () => sessions.close(),
  };
}

/** A server that says nothing has not answered, whatever the login asked for. */
function hear(connection: SftpConnection, { host, port }: SftpOptions): Heard<SftpConnection> {
  if (!connection.silent) return { answer: connection };
  const { code, detail } = connection.login;
  const error = vendorError("sftpUnreachable", { host, port, code, message: detail });
  return { none: { code, throttled: false, error } };
}

/** What a login shows at the door. */
function presented(action: Extract<SftpAction, { op: "login" }>, deps: SftpDeps) {
  const weakKex = action.weakKex ? { weakKex: true } : {};
  switch (action.auth) {
    case "password":
      return { privateKey: undefined, password: deps.password(), ...weakKex };
    case "other-key":
      return { privateKey: generateSshKeyPair("ssh-ed25519").privateKey, ...weakKex };
    default:
      return { privateKey: deps.privateKey(), ...weakKex };
  }
}

/**
 * "No such file" is a refusal for a probe of isolation: what it aims at is in the bucket, seen by its control's side.
 * Of the own root it would only say that something is missing, which is neither yes nor no.
 */
function judged(probe: Probe, outcome: AttemptResult): AttemptResult {
  const unclear =
    probe.control === undefined && outcome.verdict === "denied" && ABSENT.has(outcome.code ?? "");
  return unclear ? { ...outcome, verdict: "error" } : outcome;
}
