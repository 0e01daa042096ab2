import { cpSync, mkdirSync } from "node:fs";
import { createWorld, plantSession } from "../../../sandbox/local-aws/create-world.ts";
import type { Faults } from "../../../sandbox/local-aws/faults.ts";
import type { Front } from "../../../sandbox/local-aws/http/request.ts";
import {
  ACCOUNT,
  BUCKET,
  ROLES,
  seededRoleArn,
  TRANSFER_SERVER,
} from "../../../sandbox/local-aws/seed/names.ts";
import { seededKeyArn, seedWorld } from "../../../sandbox/local-aws/seed/seed.ts";
import { allServices } from "../../../sandbox/local-aws/services/registry.ts";
import { openSftpServer, type SftpServer } from "../../../sandbox/local-aws/sftp/server.ts";
import type { Delays } from "../../../sandbox/local-aws/store/spread.ts";
import { openState, type State } from "../../../sandbox/local-aws/store/state.ts";
import type { SessionRecord } from "../../../sandbox/local-aws/tables.ts";
import { REGION, type World } from "../../../sandbox/local-aws/world.ts";
import type { Env } from "../../../src/core/env.ts";
import type { Clock } from "../../../src/core/ports.ts";
import { generateSshKeyPair } from "../../../src/core/ssh-keys.ts";
import { plantForeign } from "./foreign.ts";
import { type Luck, luckOf } from "./luck.ts";

/** A local AWS without a server, on a virtual clock. */
export interface SimAws {
  readonly world: World;
  /** The same, seen by somebody to whom every change is known at once, and who changes nothing. */
  readonly truth: World;
  readonly front: Front;
  readonly sftp: SftpServer;
  /** Rises with every write. */
  changes(): number;
  /** The environment of a process of the operator's: a session of its own. */
  operator(): Env;
  close(): void;
}

/** What a simulated AWS is opened with. */
export interface SimAwsOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly luck: Luck;
  readonly seed: number;
  readonly delays: Delays;
  readonly faults: Faults;
  readonly log: (line: string) => void;
  /** Told of each secret that is handed out. */
  readonly onSecret: (secret: string) => void;
}

/** Members of rows that nobody may ever see. */
const SECRETS = ["secretAccessKey", "sessionToken"];
const NO_DELAYS: Delays = { minMs: 0, maxMs: 0, flapMs: 0 };
const SESSION_SECONDS = 43_200;
/** Tables whose rows everybody sees at once: S3 is strongly consistent. */
const CONSISTENT: ReadonlySet<string> = new Set(["s3.buckets", "s3.versions", "s3.uploads", "s3.parts"]);
const NO_TRAIL = { record: () => undefined, events: () => [], close: () => undefined };

/**
 * Makes the world in which every simulation begins: what AWS has anyway, and what is foreign to the product.
 * @returns ARN of its key
 */
export async function makeBase(dir: string, now: number): Promise<string> {
  mkdirSync(dir, { recursive: true });
  const clock: Clock = { now: () => now, elapsed: () => now, sleep: () => Promise.resolve() };
  const state = openState({ dir, clock, seed: "base", delays: () => NO_DELAYS });
  const random = luckOf(0, "base");
  const world = createWorld({ dir, clock, random, state, trail: NO_TRAIL, enforcing: true });
  state.table("transfer.servers").plant(TRANSFER_SERVER, {
    id: TRANSFER_SERVER,
    arn: `arn:aws:transfer:${REGION}:${ACCOUNT}:server/${TRANSFER_SERVER}`,
    account: ACCOUNT,
    state: "ONLINE",
    securityPolicy: "TransferSecurityPolicy-2024-01",
    hostKeys: [generateSshKeyPair("ssh-ed25519").privateKey.reveal()],
    tags: {},
  });
  await seedWorld(world, state);
  plantForeign(world, state);
  state.close();
  return seededKeyArn(world) ?? "";
}

/** Opens a copy of the base. */
export async function openAws(base: string, options: SimAwsOptions): Promise<SimAws> {
  const { dir, clock, luck, seed, delays, faults, log, onSecret } = options;
  cpSync(base, dir, { recursive: true });
  const state = openState({
    dir,
    clock,
    seed: String(seed),
    delays: (table) =>
      CONSISTENT.has(table) ? NO_DELAYS : table === "sts.sessions" ? tenth(delays) : delays,
  });
  let changes = 0;
  const counted = watched(state, (value) => {
    changes += 1;
    for (const name of SECRETS) {
      const secret = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
      if (typeof secret === "string") onSecret(secret);
    }
  });
  const parts = { dir, clock, trail: NO_TRAIL, enforcing: true };
  const world = createWorld({ ...parts, random: luck, state: counted });
  const truth = createWorld({ ...parts, random: luckOf(seed, "truth"), state: truthful(state) });
  const services = new Map(allServices().map((service) => [service.signingName, service]));
  const front: Front = { world, services, faults, onCall: () => undefined, log };
  return {
    world,
    truth,
    front,
    sftp: await openSftpServer(world, { serverId: TRANSFER_SERVER }),
    changes: () => changes,
    operator: () => environment(operatorSession(world, state)),
    close: () => state.close(),
  };
}

/** What vendor.config.yaml says, as JSON, which is YAML. */
export function configText(kmsKey: string, gates: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    account: ACCOUNT,
    region: REGION,
    bucket: BUCKET,
    kmsKey,
    transferServer: TRANSFER_SERVER,
    sftpEndpoint: "sftp.sim:22",
    sandboxAccount: { roleArn: seededRoleArn("sandbox") },
    secretReaders: [seededRoleArn("partner-desk")],
    gates,
  });
}

function tenth({ minMs, maxMs, flapMs }: Delays): Delays {
  return { minMs: minMs / 10, maxMs: maxMs / 10, flapMs: flapMs / 10 };
}

/** The same state; `changed` is called after each write, with what was written. */
function watched(state: State, changed: (value: unknown) => void): State {
  return {
    ...state,
    table(name) {
      const table = state.table(name);
      return {
        ...table,
        set(key, value) {
          table.set(key, value);
          changed(value);
        },
        delete(key) {
          table.delete(key);
          changed(undefined);
        },
      };
    },
  };
}

/** The same state as it is, for everybody, and unchangeable. */
function truthful(state: State): State {
  return {
    ...state,
    table(name) {
      const table = state.table(name);
      return {
        ...table,
        seen: (key) => table.get(key),
        seenEntries: (_observer, prefix) => table.entries(prefix),
        set: () => undefined,
        delete: () => undefined,
        plant: () => undefined,
      };
    },
  };
}

function operatorSession(world: World, state: State): SessionRecord {
  const { account, name } = ROLES.operator;
  const role = world.table("iam.roles").get(`${account}/${name}`);
  if (role === undefined) throw new Error("The operator's role is gone.");
  const durationSeconds = SESSION_SECONDS;
  return plantSession(world, state, { role, sessionName: "simon", durationSeconds, chained: false });
}

function environment(session: SessionRecord): Env {
  return {
    AWS_ENDPOINT_URL: "http://aws.sim",
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  };
}
