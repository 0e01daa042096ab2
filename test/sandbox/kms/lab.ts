import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { TransferClient } from "@aws-sdk/client-transfer";
import { expect } from "vitest";
import { createWorld, plantSession } from "../../../sandbox/local-aws/create-world.ts";
import { createFaults } from "../../../sandbox/local-aws/faults.ts";
import { startServer } from "../../../sandbox/local-aws/http/server.ts";
import { kmsService } from "../../../sandbox/local-aws/services/kms/index.ts";
import { secretsManagerService } from "../../../sandbox/local-aws/services/secretsmanager/index.ts";
import { transferService } from "../../../sandbox/local-aws/services/transfer/index.ts";
import { openState } from "../../../sandbox/local-aws/store/state.ts";
import type { RoleRecord } from "../../../sandbox/local-aws/tables.ts";
import { openTrail } from "../../../sandbox/local-aws/trail.ts";
import { REGION, type World } from "../../../sandbox/local-aws/world.ts";
import type { PolicyDocument, Statement } from "../../../src/policy/types.ts";

export const ACCOUNT = "123456789012";
export const OTHER_ACCOUNT = "210987654321";
/** How long a write takes until other services see it, in milliseconds of the lab's clock. */
const DELAY = 1000;

/** Clients of one role's session. */
export interface Actor {
  readonly role: RoleRecord;
  readonly kms: KMSClient;
  readonly secrets: SecretsManagerClient;
  readonly transfer: TransferClient;
}

/** KMS, Secrets Manager and Transfer over the wire, with a clock that moves only when told. */
export interface Lab {
  readonly world: World;
  readonly dir: string;
  /** May do everything in `ACCOUNT`. */
  readonly admin: Actor;
  /** A new role that exists everywhere, and a session of it. */
  actor(name: string, statements: readonly Statement[], account?: string): Actor;
  /** A new role of `ACCOUNT` that other services do not see yet. */
  freshRole(name: string): RoleRecord;
  /** Deletes a role everywhere. */
  deleteRole(role: RoleRecord): void;
  /** Lets all writes arrive. */
  spread(): void;
  /** Everything that the local AWS has written to its state and trail. */
  written(): string;
  close(): Promise<void>;
}

export const allow = (Action: string | string[], Resource = "*"): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});
export const deny = (Action: string, Resource = "*"): Statement => ({ Effect: "Deny", Action, Resource });
export const policyOf = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/** The code of the error that a call ends with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await errorOf(call)).name;
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  const outcome = await call.then(
    () => "it succeeded",
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome as Error;
}

/** Starts the three services. */
export async function startLab(): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), "vendor-lab-"));
  let now = Date.now();
  const clock = { now: () => now, elapsed: () => now, sleep: async () => undefined };
  const random = { bytes: (length: number) => randomBytes(length), float: () => 0.5 };
  const delays = () => ({ minMs: DELAY, maxMs: DELAY, flapMs: 0 });
  const state = openState({ dir, clock, seed: "lab", delays });
  const trail = openTrail(join(dir, "trail.jsonl"));
  const world = createWorld({ dir, clock, random, state, trail, enforcing: true });
  const services = [kmsService(), secretsManagerService(), transferService()];
  const log = (line: string) => {
    throw new Error(line);
  };
  const server = await startServer({
    world,
    services,
    faults: createFaults(random),
    port: 0,
    plainPort: 0,
    log,
  });
  const roles = state.table("iam.roles");
  const actor: Lab["actor"] = (name, statements, account = ACCOUNT) => {
    const role = newRole(world, account, name, policyOf(...statements));
    roles.plant(`${account}/${name}`, role);
    const session = plantSession(world, state, {
      role,
      sessionName: "lab",
      durationSeconds: 3600,
      chained: false,
    });
    const config = {
      endpoint: `http://127.0.0.1:${server.port}`,
      region: REGION,
      credentials: session,
      maxAttempts: 1,
    };
    const clients = [
      new KMSClient(config),
      new SecretsManagerClient(config),
      new TransferClient(config),
    ] as const;
    return { role, kms: clients[0], secrets: clients[1], transfer: clients[2] };
  };
  return {
    world,
    dir,
    admin: actor("admin", [allow("*")]),
    actor,
    freshRole: (name) => {
      const role = newRole(world, ACCOUNT, name, policyOf());
      roles.set(`${ACCOUNT}/${name}`, role);
      return role;
    },
    deleteRole: (role) => {
      roles.delete(`${role.account}/${role.name}`);
      now += 2 * DELAY;
    },
    spread: () => {
      now += 2 * DELAY;
    },
    written: () =>
      readFileSync(join(dir, "state.jsonl"), "utf8") + readFileSync(join(dir, "trail.jsonl"), "utf8"),
    async close() {
      await server.close();
      trail.close();
      state.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function newRole(world: World, account: string, name: string, access: PolicyDocument): RoleRecord {
  return {
    account,
    name,
    path: "/",
    arn: `arn:aws:iam::${account}:role/${name}`,
    id: world.id("AROA", 17),
    createdAt: world.clock.now(),
    maxSessionSeconds: 3600,
    trust: policyOf(),
    inline: { access },
    attached: [],
    tags: {},
  };
}
