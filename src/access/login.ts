import type { AttemptResult, Probe } from "../core/probe.ts";

/** What came of logging in: a session, or the answer that was given instead. */
export type Login<S> = { readonly session: S } | { readonly refused: AttemptResult };

/** How an actor logs in. */
export interface Door<S> {
  /** A new session, or the answer that was given instead. Never rejects for a refusal. */
  open(): Promise<Login<S>>;
  /** Whether a session can still be asked. */
  usable(session: S): boolean;
  close(session: S): void;
}

/** Tries one thing in a session. */
export type Use<S> = (session: S) => Promise<AttemptResult>;

/** The sessions of one actor. */
export interface Sessions<S> {
  /** Tries something in the shared (or held) session. */
  use(use: Use<S>): Promise<AttemptResult>;
  /** Tries something for a probe, in the session that the rule of {@link sessionsOf} gives it. */
  attempt(probe: Probe, use: Use<S>): Promise<AttemptResult>;
  close(): void;
}

/**
 * Which session an attempt is made in, the same rule for AWS and SFTP:
 * - **held** actors keep their first session for as long as it lasts. Once it is gone, a new one is asked for; if that
 *   is refused, the refusal is the answer, and its detail says that nothing was held any more.
 * - **A proof of death** (a probe that expects a denial and names no control) gets a new session for each attempt, which
 *   is thrown away after it; a refused login is its answer.
 * - **Everything else** shares one session. A refused login is then an `error`: the probe itself was never tried, so it
 *   can't count as a denial.
 */
export function sessionsOf<S>(door: Door<S>, held: boolean): Sessions<S> {
  let shared: Promise<Login<S>> | undefined;

  async function current(): Promise<Login<S>> {
    shared ??= door.open();
    const mine = shared;
    const login = await mine;
    if (!isUsable(door, login) && shared === mine) shared = undefined;
    return login;
  }

  async function inShared(use: Use<S>): Promise<AttemptResult> {
    const last = await current();
    const login = "session" in last && !isUsable(door, last) ? await current() : last;
    if ("session" in login) return use(login.session);
    return held ? refusedAgain(login.refused) : neverTried(login.refused);
  }

  async function inNew(use: Use<S>): Promise<AttemptResult> {
    const login = await door.open();
    if ("refused" in login) return login.refused;
    const result = await use(login.session);
    door.close(login.session);
    return result;
  }

  return {
    use: inShared,
    attempt: (probe, use) => (isProofOfDeath(probe) && !held ? inNew(use) : inShared(use)),
    close: () => {
      void shared?.then(
        (login) => "session" in login && door.close(login.session),
        () => undefined,
      );
    },
  };
}

function isUsable<S>(door: Door<S>, login: Login<S>): boolean {
  return "session" in login && door.usable(login.session);
}

function isProofOfDeath(probe: Probe): boolean {
  return probe.expect === "denied" && probe.control === undefined;
}

function neverTried(refused: AttemptResult): AttemptResult {
  return {
    ...refused,
    verdict: "error",
    detail: `no session to try it in: ${refused.detail ?? refused.code ?? ""}`,
  };
}

function refusedAgain(refused: AttemptResult): AttemptResult {
  return {
    ...refused,
    detail: `no session is held, and a new one was not given: ${refused.detail ?? refused.code ?? ""}`,
  };
}
