import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { sessionCaller } from "../../../sandbox/local-aws/caller.ts";
import { createWorld, plantSession } from "../../../sandbox/local-aws/create-world.ts";
import { createFaults } from "../../../sandbox/local-aws/faults.ts";
import { startServer } from "../../../sandbox/local-aws/http/server.ts";
import { s3Service } from "../../../sandbox/local-aws/services/s3/service.ts";
import { openState } from "../../../sandbox/local-aws/store/state.ts";
import type { RoleRecord } from "../../../sandbox/local-aws/tables.ts";
import { openTrail } from "../../../sandbox/local-aws/trail.ts";
import { type Caller, REGION, type World } from "../../../sandbox/local-aws/world.ts";
import type { PolicyDocument, Statement } from "../../../src/policy/types.ts";

export const ACCOUNT = "123456789012";
export const PARTNER_ACCOUNT = "210987654321";
export const BUCKET = "partner-files";
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
export const FOREIGN_KEY = `arn:aws:kms:${REGION}:${PARTNER_ACCOUNT}:key/99999999-2222-3333-4444-555555555555`;

/** Credentials as SDKs, the CLI and boto3 take them. */
export interface LabCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** S3 over HTTP on loopback; nothing spreads slowly in it. */
export interface Lab {
  readonly world: World;
  readonly port: number;
  readonly dir: string;
  /** A session of a role that is made with these statements. */
  role(name: string, statements: readonly Statement[], account?: string): LabCredentials;
  client(
    credentials: LabCredentials,
    options?: { virtualHost?: boolean; plain?: boolean; checksums?: boolean },
  ): S3Client;
  caller(credentials: LabCredentials): Caller;
  /** The same state, as a process sees it that starts now. */
  again(): World;
  close(): Promise<void>;
}

export const document = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/** Everything that an administrator of the account may do. */
export const ADMIN: readonly Statement[] = [{ Effect: "Allow", Action: "*", Resource: "*" }];

/** Starts a lab with a versioned, KMS-encrypted bucket, and an unversioned one without a key (`plain-files`). */
export async function startLab(): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), "vendor-s3-"));
  const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: async () => undefined };
  const random = { bytes: (length: number) => randomBytes(length), float: () => 0.5 };
  const state = openState({ dir, clock, seed: "lab", delays: () => ({ minMs: 0, maxMs: 0, flapMs: 0 }) });
  const trail = openTrail(join(dir, "trail.jsonl"));
  const world = createWorld({ dir, clock, random, state, trail, enforcing: true });
  furnish(world);
  const log: string[] = [];
  const server = await startServer({
    world,
    services: [s3Service()],
    faults: createFaults(random),
    port: 0,
    plainPort: 0,
    log: (line) => log.push(line),
  });
  // Not every resolver knows that BUCKET.localhost is this machine.
  const loopback = new Agent({
    keepAlive: true,
    lookup: (_host, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  return {
    world,
    port: server.port,
    dir,
    role(name, statements, account = ACCOUNT) {
      const role = roleRecord(name, statements, account);
      world.table("iam.roles").set(`${account}/${name}`, role);
      return plantSession(world, state, { role, sessionName: "lab", durationSeconds: 3600, chained: false });
    },
    client: ({ accessKeyId, secretAccessKey, sessionToken }, options = {}) =>
      new S3Client({
        endpoint: `http://localhost:${options.plain === true ? server.plainPort : server.port}`,
        region: REGION,
        credentials: { accessKeyId, secretAccessKey, sessionToken },
        forcePathStyle: options.virtualHost !== true,
        requestHandler: { httpAgent: loopback },
        requestChecksumCalculation: options.checksums === false ? "WHEN_REQUIRED" : "WHEN_SUPPORTED",
        maxAttempts: 1,
      }),
    caller({ accessKeyId }) {
      const session = world.table("sts.sessions").get(accessKeyId);
      if (session === undefined) throw new Error("no such session");
      return sessionCaller(session, { "aws:SecureTransport": "true" });
    },
    again: () => createWorld({ dir, clock, random, state, trail, enforcing: true }),
    async close() {
      loopback.destroy();
      await server.close();
      trail.close();
      state.close();
      rmSync(dir, { recursive: true });
      if (log.length > 0) throw new Error(`unexpected errors in S3:\n${log.join("\n")}`);
    },
  };
}

function roleRecord(name: string, statements: readonly Statement[], account: string): RoleRecord {
  return {
    account,
    name,
    path: "/",
    arn: `arn:aws:iam::${account}:role/${name}`,
    id: `AROA${randomBytes(8).toString("hex").toUpperCase()}A`,
    createdAt: 0,
    maxSessionSeconds: 3600,
    trust: document({ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }),
    inline: statements.length === 0 ? {} : { access: document(...statements) },
    attached: [],
    tags: {},
  };
}

function furnish(world: World): void {
  const bucket = { account: ACCOUNT, region: REGION, createdAt: 0, tags: {} };
  const encryption = { keyArn: KEY, bucketKey: true };
  const publicAccessBlock = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  world
    .table("s3.buckets")
    .set(BUCKET, { ...bucket, name: BUCKET, versioning: "Enabled", encryption, publicAccessBlock });
  world.table("s3.buckets").set("plain-files", { ...bucket, name: "plain-files", versioning: "" });
  for (const arn of [KEY, FOREIGN_KEY]) {
    const account = arn.split(":")[4] ?? "";
    world.table("kms.keys").set(arn, {
      arn,
      id: arn.slice(arn.lastIndexOf("/") + 1),
      account,
      createdAt: 0,
      description: "",
      enabled: true,
      policy: document({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      }),
      aliases: [],
      tags: {},
      material: randomBytes(32).toString("base64"),
    });
  }
}

/** Code and status with which a call is refused, e.g. `AccessDenied 403`. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const failure = error as { Code?: string; name: string; $metadata?: { httpStatusCode?: number } };
    return `${failure.name} ${failure.$metadata?.httpStatusCode}`;
  }
  return "allowed";
}
