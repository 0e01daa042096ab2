import type { PolicyDocument } from "../../../src/policy/types.ts";
import { providerArn } from "../services/iam/oidc-providers.ts";
import { defaultKeyPolicy, newKey } from "../services/kms/create-key.ts";
import { generateHostKeys } from "../sftp/host-keys.ts";
import type { State, StateTable } from "../store/state.ts";
import type { AccessKeyRecord, BucketRecord, RoleRecord } from "../tables.ts";
import { REGION, type World } from "../world.ts";
import { ADMINISTRATOR, BUCKET_POLICY, ENGINEER_POLICY, policyOf, trustOf } from "./documents.ts";
import {
  ACCOUNT,
  AUDIENCE,
  AUDIT_KEY_ALIAS,
  BUCKET,
  ISSUERS,
  KEY_ALIAS,
  ROLES,
  type SeededRole,
  seededRoleArn,
  TRANSFER_SERVER,
  USER,
} from "./names.ts";

/** Roles in an order in which each can trust those before it. */
const ROLE_ORDER: readonly SeededRole[] = ["operator", "admin", "partner-desk", "sandbox"];
const MAX_SESSION_SECONDS = 43_200;

/**
 * Makes what a local AWS has from its first start on, visible to everybody at once. The engineer's access key
 * comes last: where it is there, the rest was made too, and what somebody has deleted since stays deleted.
 */
export async function seedWorld(world: World, state: State): Promise<void> {
  if (state.table("iam.accessKeys").entries().length > 0) return;
  seedUser(world, state);
  seedAwsPolicies(world, state);
  seedIssuers(world, state);
  const kmsKeyArn = seededKeyArn(world) ?? seedKey(world, state);
  for (const role of ROLE_ORDER) {
    plantOnce(state.table("iam.roles"), `${ROLES[role].account}/${ROLES[role].name}`, () =>
      seedRole(world, role, kmsKeyArn),
    );
  }
  if (keyArnOf(world, AUDIT_KEY_ALIAS) === undefined) seedAuditKey(world, state);
  seedBucket(world, state, kmsKeyArn);
  await seedTransfer(state);
  const key = newAccessKey(world);
  state.table("iam.accessKeys").plant(key.accessKeyId, { ...key, account: ACCOUNT, userName: USER });
}

/** A long-lived key that is nobody's yet. */
export function newAccessKey(world: World): Pick<AccessKeyRecord, "accessKeyId" | "secretAccessKey"> {
  return {
    accessKeyId: world.id("AKIA", 16),
    secretAccessKey: Buffer.from(world.random.bytes(30)).toString("base64"),
  };
}

/** ARN of the seeded key, while its alias is there. */
export function seededKeyArn(world: World): string | undefined {
  return keyArnOf(world, KEY_ALIAS);
}

function keyArnOf(world: World, alias: string): string | undefined {
  const keys = world.table("kms.keys").entries(`arn:aws:kms:${REGION}:${ACCOUNT}:`);
  return keys.find(([, key]) => key.aliases.includes(alias))?.[0];
}

function seedUser(world: World, state: State): void {
  plantOnce(state.table("iam.users"), `${ACCOUNT}/${USER}`, () => ({
    account: ACCOUNT,
    name: USER,
    arn: `arn:aws:iam::${ACCOUNT}:user/${USER}`,
    id: world.id("AIDA", 17),
    inline: { "assume-roles": ENGINEER_POLICY },
  }));
}

function seedAwsPolicies(world: World, state: State): void {
  const name = "AdministratorAccess";
  const arn = `arn:aws:iam::aws:policy/${name}`;
  const createdAt = world.clock.now();
  plantOnce(state.table("iam.policies"), arn, () => ({
    arn,
    id: world.id("ANPA", 17),
    name,
    path: "/",
    createdAt,
    defaultVersion: "v1",
    versions: { v1: { document: ADMINISTRATOR, createdAt } },
    tags: {},
  }));
}

function seedIssuers(world: World, state: State): void {
  for (const url of ISSUERS) {
    const arn = providerArn(ACCOUNT, url);
    const createdAt = world.clock.now();
    plantOnce(state.table("iam.oidcProviders"), arn, () => ({
      arn,
      url,
      clientIds: [AUDIENCE],
      thumbprints: [],
      createdAt,
      tags: {},
    }));
  }
}

function seedRole(world: World, role: SeededRole, kmsKeyArn: string): RoleRecord {
  const trust: PolicyDocument = world.bindPrincipals(trustOf(role), "iam", "MalformedPolicyDocument");
  return {
    ...ROLES[role],
    path: "/",
    arn: seededRoleArn(role),
    id: world.id("AROA", 17),
    createdAt: world.clock.now(),
    maxSessionSeconds: MAX_SESSION_SECONDS,
    trust,
    inline: { access: policyOf(role, kmsKeyArn) },
    attached: [],
    tags: {},
  };
}

function seedKey(world: World, state: State): string {
  const traits = {
    description: "Files of partners",
    policy: defaultKeyPolicy(ACCOUNT),
    tags: {},
    aliases: [KEY_ALIAS],
  };
  const key = newKey(world, ACCOUNT, traits);
  state.table("kms.keys").plant(key.arn, key);
  return key.arn;
}

function seedAuditKey(world: World, state: State): void {
  const key = newKey(world, ACCOUNT, {
    description: "Signs the audit log",
    policy: defaultKeyPolicy(ACCOUNT),
    tags: {},
    aliases: [AUDIT_KEY_ALIAS],
    spec: "ECC_NIST_P256",
  });
  state.table("kms.keys").plant(key.arn, key);
}

function seedBucket(world: World, state: State, keyArn: string): void {
  plantOnce(
    state.table("s3.buckets"),
    BUCKET,
    (): BucketRecord => ({
      name: BUCKET,
      account: ACCOUNT,
      region: REGION,
      createdAt: world.clock.now(),
      versioning: "Enabled",
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      encryption: { keyArn, bucketKey: true },
      tags: {},
    }),
  );
  plantOnce(state.table("s3.policies"), BUCKET, () => ({ document: BUCKET_POLICY }));
}

async function seedTransfer(state: State): Promise<void> {
  const servers = state.table("transfer.servers");
  if (servers.get(TRANSFER_SERVER) !== undefined) return;
  servers.plant(TRANSFER_SERVER, {
    id: TRANSFER_SERVER,
    arn: `arn:aws:transfer:${REGION}:${ACCOUNT}:server/${TRANSFER_SERVER}`,
    account: ACCOUNT,
    state: "ONLINE",
    securityPolicy: "TransferSecurityPolicy-2024-01",
    hostKeys: await generateHostKeys(),
    tags: {},
  });
}

/** A kill in the middle of the seed leaves a part of it: the next start makes the rest. */
function plantOnce<T>(table: StateTable<T>, key: string, make: () => NoInfer<T>): void {
  if (table.get(key) === undefined) table.plant(key, make());
}
