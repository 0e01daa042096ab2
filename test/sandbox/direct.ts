import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { connectionContext, sessionCaller } from "../../sandbox/local-aws/caller.ts";
import { createWorld, plantSession } from "../../sandbox/local-aws/create-world.ts";
import { ROLES, type SeededRole } from "../../sandbox/local-aws/seed/names.ts";
import { seedWorld } from "../../sandbox/local-aws/seed/seed.ts";
import type { Service } from "../../sandbox/local-aws/service.ts";
import { allServices } from "../../sandbox/local-aws/services/registry.ts";
import { openState } from "../../sandbox/local-aws/store/state.ts";
import { openTrail } from "../../sandbox/local-aws/trail.ts";
import type { Caller, World } from "../../sandbox/local-aws/world.ts";
import type { PolicyDocument } from "../../src/policy/types.ts";
import { AT_ONCE, type ManualClock, manualClock, seededRandom } from "./local.ts";

/** A seeded world whose services are called without the wire. */
export interface Direct {
  readonly world: World;
  readonly clock: ManualClock;
  /** A session of a new role that has `policy`, or no permissions at all. */
  newCaller(account: string, policy?: PolicyDocument): Caller;
  seededCaller(role: SeededRole): Caller;
  remove(): void;
}

/** What a call ended with. */
export interface Ended {
  readonly status: number;
  readonly body: string;
  /** The error's code. */
  readonly code: string | undefined;
}

/** Seeds a world in a folder of its own. */
export async function startDirect(): Promise<Direct> {
  const dir = mkdtempSync(join(tmpdir(), "local-aws-direct-"));
  const [clock, random] = [manualClock(), seededRandom()];
  const state = openState({ dir, clock, seed: "1", delays: () => AT_ONCE });
  const trail = openTrail(join(dir, "trail.jsonl"));
  const world = createWorld({ dir, clock, random, state, trail, enforcing: true });
  await seedWorld(world, state);
  const roles = world.table("iam.roles");
  const callerOf = (key: string): Caller => {
    const role = roles.get(key);
    if (role === undefined) throw new Error(`There is no role ${key}.`);
    const session = plantSession(world, state, {
      role,
      sessionName: "test",
      durationSeconds: 3600,
      chained: false,
    });
    const connection = { now: clock.now(), secure: true, sourceIp: "127.0.0.1", userAgent: "test" };
    return sessionCaller(session, connectionContext(connection));
  };
  return {
    world,
    clock,
    newCaller(account, policy) {
      const name = world.id("role-", 8);
      const template = roles.get(`${ROLES.admin.account}/${ROLES.admin.name}`);
      if (template === undefined) throw new Error("The seed has no administrator.");
      roles.set(`${account}/${name}`, {
        ...template,
        account,
        name,
        arn: `arn:aws:iam::${account}:role/${name}`,
        id: world.id("AROA", 17),
        inline: policy === undefined ? {} : { access: policy },
      });
      return callerOf(`${account}/${name}`);
    },
    seededCaller: (role) => callerOf(`${ROLES[role].account}/${ROLES[role].name}`),
    remove() {
      trail.close();
      state.close();
      rmSync(dir, { recursive: true });
    },
  };
}

const services = new Map(allServices().map((service) => [service.signingName, service]));

/** A service by its signing name. */
export function serviceOf(name: string): Service {
  const service = services.get(name);
  if (service === undefined) throw new Error(`There is no service ${name}.`);
  return service;
}

/** Calls an operation of a query or JSON service. */
export async function callOperation(
  direct: Direct,
  service: Service,
  caller: Caller,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Ended> {
  const query = service.protocol === "query";
  const version = service.signingName === "iam" ? "2010-05-08" : "2011-06-15";
  const form = new URLSearchParams([["Action", operation], ["Version", version], ...flat("", input)]);
  const headers = { "x-amz-target": `${TARGETS[service.signingName] ?? ""}.${operation}` };
  const body = query ? form.toString() : JSON.stringify(input);
  const sample = { method: "POST", path: "/", headers: query ? {} : headers, body };
  return callDirect(direct, service, caller, sample);
}

const TARGETS: Readonly<Record<string, string>> = {
  kms: "TrentService",
  secretsmanager: "secretsmanager",
  transfer: "TransferService",
  cloudtrail: "CloudTrail_20131101",
};

/** Sends a request to a service, past the signature. */
export async function callDirect(
  { world }: Direct,
  service: Service,
  caller: Caller,
  sample: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): Promise<Ended> {
  const { method, path, headers = {}, body = "" } = sample;
  const [rawPath = "/", rawQuery = ""] = path.split("?");
  const answer = await service.handle(
    {
      method,
      rawPath,
      query: new URLSearchParams(rawQuery),
      headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
      host: "localhost",
      body: Readable.from([Buffer.from(body)]),
      requestId: "R",
      receivedAt: world.clock.now(),
      caller,
    },
    world,
  );
  const text = answer.body instanceof Readable ? "" : String(answer.body ?? "");
  const code = answer.headers["x-amzn-errortype"] ?? /<Code>(\w+)<\/Code>/.exec(text)?.[1];
  return { status: answer.status, body: text, code };
}

/** Nested input as the query protocol sends it: `Tags.member.1.Key`. */
function flat(prefix: string, value: unknown): [string, string][] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => flat(`${prefix}.member.${index + 1}`, item));
  if (typeof value !== "object" || value === null) return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([name, member]) =>
    flat(prefix === "" ? name : `${prefix}.${name}`, member),
  );
}
