import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "../../../sandbox/local-aws/create-world.ts";
import { generateHostKeys, hostKeyFingerprints } from "../../../sandbox/local-aws/sftp/host-keys.ts";
import { type SftpEndpoint, startSftpEndpoint } from "../../../sandbox/local-aws/sftp/server.ts";
import { openState } from "../../../sandbox/local-aws/store/state.ts";
import type { RoleRecord, TransferUserRecord } from "../../../sandbox/local-aws/tables.ts";
import { openTrail } from "../../../sandbox/local-aws/trail.ts";
import { REGION, type World } from "../../../sandbox/local-aws/world.ts";
import { generateSshKeyPair, type SshKeyPair } from "../../../src/core/ssh-keys.ts";
import type { PolicyDocument, Statement } from "../../../src/policy/types.ts";

export const ACCOUNT = "123456789012";
export const BUCKET = "partner-files";
export const SERVER = "s-0123456789abcdef0";
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

/** A world with a KMS-encrypted bucket, a Transfer server and partner `acme`, and the endpoint over it. */
export interface Lab {
  readonly world: World;
  readonly endpoint: SftpEndpoint;
  readonly hostKeys: readonly string[];
  readonly keys: SshKeyPair;
  /** Changes the user; `undefined` deletes it. */
  setUser(change: Partial<TransferUserRecord> | undefined): void;
  /** Changes the role; `undefined` deletes it. */
  setRole(change: Partial<RoleRecord> | undefined): void;
  close(): Promise<void>;
}

const document = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/** The partner's access: what the hosted-SFTP runbook gives it. */
export const ACCESS = document(
  {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: `arn:aws:s3:::${BUCKET}/acme/*`,
  },
  {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: `arn:aws:s3:::${BUCKET}`,
    Condition: { StringLike: { "s3:prefix": "acme/*" } },
  },
  { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: KEY },
);

/** `ACCESS` and a statement that denies it all. */
export const DENIED = document(...ACCESS.Statement, { Effect: "Deny", Action: "*", Resource: "*" });

/** `ACCESS` without the key. */
export const WITHOUT_KMS = document(...ACCESS.Statement.slice(0, 2));

const ROLE: RoleRecord = {
  account: ACCOUNT,
  name: "vendor-acme",
  path: "/",
  arn: `arn:aws:iam::${ACCOUNT}:role/vendor-acme`,
  id: "AROAACMEACMEACMEACME1",
  createdAt: 0,
  maxSessionSeconds: 3600,
  trust: document({
    Effect: "Allow",
    Principal: { Service: "transfer.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": ACCOUNT },
      ArnEquals: { "aws:SourceArn": `arn:aws:transfer:${REGION}:${ACCOUNT}:user/${SERVER}/acme` },
    },
  }),
  inline: { access: ACCESS },
  attached: [],
  tags: {},
};

/** Starts a lab; nothing spreads slowly in it. */
export async function startLab(idleMs?: number): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), "vendor-sftp-"));
  const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: async () => undefined };
  const random = { bytes: (length: number) => randomBytes(length), float: () => 0.5 };
  const state = openState({ dir, clock, seed: "lab", delays: () => ({ minMs: 0, maxMs: 0, flapMs: 0 }) });
  const trail = openTrail(join(dir, "trail.jsonl"));
  const world = createWorld({ dir, clock, random, state, trail, enforcing: true });
  const keys = generateSshKeyPair("ssh-ed25519");
  const hostKeys = await generateHostKeys();
  furnish(world, hostKeys);
  const user: TransferUserRecord = {
    arn: `arn:aws:transfer:${REGION}:${ACCOUNT}:user/${SERVER}/acme`,
    serverId: SERVER,
    name: "acme",
    roleArn: ROLE.arn,
    homeDirectoryType: "LOGICAL",
    mappings: [{ entry: "/", target: `/${BUCKET}/acme` }],
    keys: [{ id: "key-1", body: keys.publicKey, importedAt: 0 }],
    tags: {},
  };
  const users = world.table("transfer.users");
  const roles = world.table("iam.roles");
  const setUser: Lab["setUser"] = (change) =>
    change ? users.set(`${SERVER}/acme`, { ...user, ...change }) : users.delete(`${SERVER}/acme`);
  const setRole: Lab["setRole"] = (change) =>
    change
      ? roles.set(`${ACCOUNT}/vendor-acme`, { ...ROLE, ...change })
      : roles.delete(`${ACCOUNT}/vendor-acme`);
  setUser({});
  setRole({});
  const endpoint = await startSftpEndpoint(world, {
    host: "127.0.0.1",
    port: 0,
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  return {
    world,
    endpoint,
    hostKeys: hostKeyFingerprints(hostKeys),
    keys,
    setUser,
    setRole,
    async close() {
      await endpoint.close();
      trail.close();
      state.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function furnish(world: World, hostKeys: readonly string[]): void {
  world.table("s3.buckets").set(BUCKET, {
    name: BUCKET,
    account: ACCOUNT,
    region: REGION,
    createdAt: 0,
    versioning: "Enabled",
    encryption: { keyArn: KEY, bucketKey: true },
    tags: {},
  });
  world.table("kms.keys").set(KEY, {
    arn: KEY,
    id: KEY.slice(KEY.lastIndexOf("/") + 1),
    account: ACCOUNT,
    createdAt: 0,
    description: "",
    enabled: true,
    policy: document({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: "kms:*",
      Resource: "*",
    }),
    aliases: [],
    tags: {},
    material: randomBytes(32).toString("base64"),
  });
  world.table("transfer.servers").set(SERVER, {
    id: SERVER,
    arn: `arn:aws:transfer:${REGION}:${ACCOUNT}:server/${SERVER}`,
    account: ACCOUNT,
    state: "ONLINE",
    securityPolicy: "TransferSecurityPolicy-2024-01",
    hostKeys,
    tags: {},
  });
}
