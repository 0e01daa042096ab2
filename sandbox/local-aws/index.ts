import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, thisMachine } from "../../src/core/env.ts";
import { vendorError } from "../../src/core/errors.ts";
import { takeLockFile } from "../../src/core/lock-file.ts";
import { createWorld, dropOldSessions, plantSession } from "./create-world.ts";
import { createFaults, parseFaultRules } from "./faults.ts";
import { startServer } from "./http/server.ts";
import type { LocalAws, LocalAwsDescription, LocalAwsOptions, LocalCredentials } from "./options.ts";
import {
  ACCOUNT,
  BUCKET,
  ROLES,
  SANDBOX_ACCOUNT,
  type SeededRole,
  seededRoleArn,
  TRANSFER_SERVER,
  USER,
} from "./seed/names.ts";
import { newAccessKey, seededKeyArn, seedWorld } from "./seed/seed.ts";
import { noSuchEntity } from "./services/iam/common.ts";
import { allServices } from "./services/registry.ts";
import { hostKeyFingerprints } from "./sftp/host-keys.ts";
import { startSftpEndpoint } from "./sftp/server.ts";
import { DEFAULT_DELAYS, type Delays } from "./store/spread.ts";
import { openState, type State } from "./store/state.ts";
import { openTrail } from "./trail.ts";
import { REGION, type World } from "./world.ts";

export type { LocalAws, LocalAwsOptions } from "./options.ts";

const HOST = "127.0.0.1";
const SESSION_SECONDS = 43_200;

/**
 * Starts a local AWS over the state in `options.dir`, which no other may have open.
 * @throws VendorError LOCAL_STATE_IN_USE, LOCAL_STATE_DAMAGED, LOCAL_FAULTS_INVALID; the system's error for a taken port
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { clock, dir, enforcing = true, random } = options;
  const faults = createFaults(random, options.faults === undefined ? [] : parseFaultRules(options.faults));
  const opened: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    opened.push(await lockFolder(options));
    const state = openState({
      dir,
      clock,
      seed: String(options.seed ?? 1),
      delays: tableDelays(options.delays),
    });
    opened.push(() => state.close());
    dropOldSessions(state, clock.now());
    const trail = openTrail(join(dir, "trail.jsonl"));
    opened.push(() => trail.close());
    const world = createWorld({ dir, clock, random, state, trail, enforcing });
    await seedWorld(world, state);
    const { log = () => undefined, onCall = () => undefined } = options;
    const ports = { port: options.port ?? 0, plainPort: options.plainPort ?? 0 };
    const server = await startServer({ world, services: allServices(), faults, onCall, ...ports, log });
    opened.push(() => server.close());
    const sftp = await startSftpEndpoint(world, {
      host: HOST,
      port: options.sftpPort ?? 0,
      serverId: TRANSFER_SERVER,
    });
    opened.push(() => sftp.close());
    return {
      url: `http://${HOST}:${server.port}`,
      plainUrl: `http://${HOST}:${server.plainPort}`,
      sftp: { host: HOST, port: sftp.port },
      describe: describe(world),
      credentials: (role) => {
        if (role === "engineer") return engineerKey(world);
        if (role === "root") return rootKey(world, state, ACCOUNT);
        return role === "sandbox-root"
          ? rootKey(world, state, SANDBOX_ACCOUNT)
          : roleSession(world, state, role);
      },
      faults,
      events: () => trail.events(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Heartbeats are real time, whatever clock the local AWS lives by. */
async function lockFolder({ dir, random }: LocalAwsOptions): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const effects = { clock: systemClock, random, machine: thisMachine(), disk: systemDisk };
  const taken = await takeLockFile(join(dir, "state.lock"), "local AWS", effects);
  if ("holder" in taken) throw vendorError("localStateInUse", { dir, pid: taken.holder.pid });
  return () => taken.lock.release();
}

const AT_ONCE: Delays = { minMs: 0, maxMs: 0, flapMs: 0 };
/** S3 itself is strongly consistent: its policies alone spread, as policies do. */
const CONSISTENT: ReadonlySet<string> = new Set(["s3.buckets", "s3.versions", "s3.uploads", "s3.parts"]);

/** Fresh credentials spread ten times as fast as everything else. */
function tableDelays(delays: Delays = DEFAULT_DELAYS): (table: string) => Delays {
  const sessions = { minMs: delays.minMs / 10, maxMs: delays.maxMs / 10, flapMs: delays.flapMs / 10 };
  return (table) => (CONSISTENT.has(table) ? AT_ONCE : table === "sts.sessions" ? sessions : delays);
}

function describe(world: World): LocalAwsDescription {
  const server = world.table("transfer.servers").get(TRANSFER_SERVER);
  return {
    account: ACCOUNT,
    sandboxAccount: SANDBOX_ACCOUNT,
    region: REGION,
    bucket: BUCKET,
    kmsKeyArn: seededKeyArn(world) ?? "",
    transferServer: TRANSFER_SERVER,
    sandboxRoleArn: seededRoleArn("sandbox"),
    operatorRoleArn: seededRoleArn("operator"),
    adminRoleArn: seededRoleArn("admin"),
    partnerDeskRoleArn: seededRoleArn("partner-desk"),
    hostKeyFingerprints: hostKeyFingerprints(server?.hostKeys ?? []),
  };
}

function engineerKey(world: World): LocalCredentials {
  const entry = world
    .table("iam.accessKeys")
    .entries()
    .find(([, { userName }]) => userName === USER);
  return { accessKeyId: entry?.[1].accessKeyId ?? "", secretAccessKey: entry?.[1].secretAccessKey ?? "" };
}

function rootKey(world: World, state: State, account: string): LocalCredentials {
  const key = newAccessKey(world);
  state.table("iam.accessKeys").plant(key.accessKeyId, { ...key, account });
  return key;
}

/** @throws AwsFault NoSuchEntity where somebody has deleted the role */
function roleSession(world: World, state: State, name: SeededRole): LocalCredentials {
  const role = world.table("iam.roles").get(`${ROLES[name].account}/${ROLES[name].name}`);
  if (role === undefined) throw noSuchEntity(`The role with name ${ROLES[name].name} cannot be found.`);
  const request = { role, sessionName: "local", durationSeconds: SESSION_SECONDS, chained: false };
  const { accessKeyId, secretAccessKey, sessionToken } = plantSession(world, state, request);
  return { accessKeyId, secretAccessKey, sessionToken };
}
