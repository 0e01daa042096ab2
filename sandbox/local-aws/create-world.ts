import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Random } from "../../src/core/ports.ts";
import { newSession, type SessionRequest, trustedSession } from "./assume.ts";
import { decide, denial } from "./authorize.ts";
import { bindPrincipals, principalId, showPrincipals } from "./principals.ts";
import type { State } from "./store/state.ts";
import type { SessionRecord } from "./tables.ts";
import type { Trail } from "./trail.ts";
import type { World } from "./world.ts";

/** What a world is made of. */
export interface WorldParts {
  readonly dir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly state: State;
  readonly trail: Trail;
  readonly enforcing: boolean;
}

const DAY_MS = 24 * 3600 * 1000;

/** Letters and digits of AWS's unique ids. */
const ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Puts a world together over an open state and trail. */
export function createWorld(parts: WorldParts): World {
  const { clock, random, state, trail, enforcing } = parts;
  const objectsDir = join(parts.dir, "objects");
  mkdirSync(objectsDir, { recursive: true, mode: 0o700 });
  const world: World = {
    clock,
    random,
    enforcing,
    objectsDir,
    table: (name) => state.table(name),
    allows: (ask) => !enforcing || decide(world, ask).allowed,
    authorize: (ask) => {
      if (!enforcing) return;
      const decision = decide(world, ask);
      if (!decision.allowed) throw denial(ask, decision);
    },
    assumeRole: (request) => {
      const session = newSession(world, trustedSession(world, request));
      state.table("sts.sessions").set(session.accessKeyId, session);
      return session;
    },
    record: (event) => trail.record(event),
    events: () => trail.events(),
    principalId: (arn, observer) => principalId(world, arn, observer),
    bindPrincipals: (document, observer, code) => bindPrincipals(world, document, observer, code),
    showPrincipals: (document, observer) => showPrincipals(world, document, observer),
    id: (prefix, length) =>
      prefix + [...random.bytes(length)].map((byte) => ID_CHARACTERS[byte & 31]).join(""),
  };
  return world;
}

/** A session that nobody had to be asked for and that every service knows at once. */
export function plantSession(world: World, state: State, request: SessionRequest): SessionRecord {
  const session = newSession(world, request);
  state.table("sts.sessions").plant(session.accessKeyId, session);
  return session;
}

/** Forgets sessions that have been over for a day, so that the state does not grow with every start. */
export function dropOldSessions(state: State, now: number): void {
  const sessions = state.table("sts.sessions");
  for (const [key, session] of sessions.entries()) {
    if (session.expiresAt + DAY_MS < now) sessions.delete(key);
  }
}
