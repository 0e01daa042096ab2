import type { Aws } from "../aws/aws.ts";
import { vendorError } from "../core/errors.ts";
import type { Network } from "../core/network.ts";
import type { Patience } from "../core/patience.ts";
import type { Random } from "../core/ports.ts";
import type { ActorSpec, Attempt, AttemptResult, Probe } from "../core/probe.ts";
import type { Secret } from "../core/secret.ts";
import { type RoleSpec, roleSessions, standInSessions, tryAssume } from "./aws-actors.ts";
import { type AwsSession, tryCall, tryDecrypt, tryPresigned } from "./aws-attempt.ts";
import type { Sessions } from "./login.ts";
import { connectSftp } from "./sftp/client.ts";
import { sftpActor } from "./sftp-actor.ts";

/** What actors are made from. */
export interface ActorDeps {
  /** The operator, who may assume the stand-in role and nothing else in a partner's place. */
  readonly operator: Aws;
  /** ARN of the sandbox account's stand-in role; absent where there is no sandbox account. */
  readonly sandboxRole?: string;
  /** Key pairs made in this run, by their `${generated.ID}`. Asked when a key is first used. */
  readonly material: (id: string) => { readonly privateKey: Secret; readonly publicKey: string } | undefined;
  /** Judges a request by the documents in force. */
  readonly judge: (attempt: Extract<Attempt, { type: "evaluate" }>) => Promise<AttemptResult>;
  readonly random: Random;
  /** Ends SFTP attempts in flight. */
  readonly signal: AbortSignal;
  /** Absent: the machine's own network. */
  readonly network?: Network;
  /** Waits for an SFTP server that does not answer; absent: that is an `error` like any other. */
  readonly patience?: Patience;
}

/** The actors of a phase, ready to try things. */
export interface Actors {
  /**
   * Makes one attempt of a probe as its actor. Which session it is made in is told at `sessionsOf`: one per actor, but a
   * new one for each proof of death (a denial that names no control), and always the first one for held actors.
   *
   * @throws VendorError `probeMisfit`, `standInMissing`, and what is no answer of AWS or of the SFTP server
   */
  attempt(probe: Probe): Promise<AttemptResult>;
  /** Closes what is open. Attempts after it open it again. */
  close(): void;
}

interface Actor {
  attempt(probe: Probe): Promise<AttemptResult>;
  close(): void;
}

/** Makes the actors of a phase by name. Nothing is called or connected before the first attempt. */
export function openActors(specs: Readonly<Record<string, ActorSpec>>, deps: ActorDeps): Actors {
  const standIn =
    deps.sandboxRole === undefined ? undefined : standInSessions(deps.operator, deps.sandboxRole);
  const actors = new Map(
    Object.entries(specs).map(([name, spec]) => [name, actorOf(name, spec, standIn, deps)]),
  );
  return {
    attempt: async (probe) => {
      const actor = actors.get(probe.actor);
      if (!actor) throw misfit(probe, "the phase has no such actor");
      return actor.attempt(probe);
    },
    close: () => {
      for (const actor of actors.values()) actor.close();
    },
  };
}

function actorOf(
  name: string,
  spec: ActorSpec,
  standIn: Sessions<AwsSession> | undefined,
  deps: ActorDeps,
): Actor {
  if (spec.type === "sftp") return overSftp(name, spec, deps);
  if (spec.type === "documents") return byDocuments(deps);
  if (!standIn) throw vendorError("standInMissing", { actor: name });
  return spec.type === "sandbox"
    ? asAws(asItself(standIn), standIn, deps.operator, false)
    : asAws(roleSessions(standIn, spec, spec.held), standIn, deps.operator, spec.held);
}

/** The stand-in's own session is not what is taken away: a proof of death needs no new one. */
function asItself(standIn: Sessions<AwsSession>): Sessions<AwsSession> {
  return { ...standIn, attempt: (_probe, use) => standIn.use(use) };
}

function asAws(
  sessions: Sessions<AwsSession>,
  standIn: Sessions<AwsSession>,
  operator: Aws,
  held: boolean,
): Actor {
  return {
    attempt: async (probe) => {
      const { attempt } = probe;
      if (attempt.type === "sftp") throw misfit(probe, "it has no SFTP login");
      if (attempt.type === "evaluate") throw misfit(probe, "it has a session and reads no documents");
      if (attempt.type === "assume") return tryAssume(standIn, attempt satisfies RoleSpec);
      if (attempt.type === "decrypt")
        return sessions.attempt(probe, (session) => tryDecrypt(session, operator, attempt, held));
      if (attempt.type === "presigned")
        return sessions.attempt(probe, (session) => tryPresigned(session, attempt, held));
      return sessions.attempt(probe, (session) => tryCall(session, attempt, held));
    },
    close: () => sessions.close(),
  };
}

function byDocuments({ judge }: ActorDeps): Actor {
  return {
    attempt: async (probe) => {
      if (probe.attempt.type !== "evaluate") throw misfit(probe, "it reads documents and has no session");
      return judge(probe.attempt);
    },
    close: () => undefined,
  };
}

function overSftp(name: string, spec: Extract<ActorSpec, { type: "sftp" }>, deps: ActorDeps): Actor {
  const actor = sftpActor(spec, {
    connect: (options) =>
      connectSftp(deps.network === undefined ? options : { ...options, dial: deps.network.dial }),
    privateKey: () => {
      const pair = deps.material(spec.key);
      if (!pair)
        throw vendorError("probeMisfit", {
          probe: "of SFTP",
          actor: name,
          what: `no key "${spec.key}" was made`,
        });
      return pair.privateKey;
    },
    password: () => Buffer.from(deps.random.bytes(18)).toString("base64url"),
    signal: deps.signal,
    ...(deps.patience === undefined ? {} : { patience: deps.patience }),
  });
  return {
    attempt: async (probe) => {
      if (probe.attempt.type !== "sftp") throw misfit(probe, "it is an SFTP login and has no AWS session");
      return actor.attempt(probe, probe.attempt.action);
    },
    close: actor.close,
  };
}

function misfit(probe: Probe, what: string) {
  return vendorError("probeMisfit", { probe: probe.id, actor: probe.actor, what });
}
