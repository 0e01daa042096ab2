import { startLocalAws } from "../../sandbox/local-aws/index.ts";
import { type ActorDeps, openActors } from "../../src/access/actors.ts";
import { CATALOGUE_GROUPS, catalogue, type Targets } from "../../src/access/catalogue/index.ts";
import { runProbes } from "../../src/access/test.ts";
import { connectAws } from "../../src/aws/connect.ts";
import { systemClock, systemRandom } from "../../src/core/env.ts";
import type { ActorSpec, ProbeResult } from "../../src/core/probe.ts";
import { generateSshKeyPair } from "../../src/core/ssh-keys.ts";
import { systemEffects } from "../aws/wire.ts";
import { noSignal } from "../support/signal.ts";

const EXTERNAL_ID = "acme-7f3a";
const CANARY = ".vendor-canary";

/** A statement of a policy. */
export type Statement = Readonly<Record<string, unknown>>;

/**
 * A partner in a local AWS without delays: role, canaries, secrets and SFTP user, made by the admin.
 * `test` runs the whole catalogue with further statements in the role's policy.
 */
export async function startPartner(dir: string, options: { readonly enforcing?: boolean } = {}) {
  const local = await startLocalAws({
    dir,
    clock: systemClock,
    random: systemRandom,
    delays: { minMs: 0, maxMs: 0, flapMs: 0 },
    ...options,
  });
  const as = (role: "admin" | "operator") =>
    connectAws({
      region: local.describe.region,
      credentials: local.credentials(role),
      env: { AWS_ENDPOINT_URL: local.url },
      userAgent: "test",
      ...systemEffects,
    });
  const admin = as("admin");
  const operator = as("operator");
  const { account, bucket, kmsKeyArn, sandboxRoleArn, sandboxAccount, transferServer } = local.describe;
  const roleArn = `arn:aws:iam::${account}:role/vendor-acme`;
  const keys = new Map(["testKey", "otherKey"].map((id) => [id, generateSshKeyPair("ssh-ed25519")]));

  const put = async (key: string) => {
    const { output } = await admin.send("s3", "PutObject", {
      Bucket: bucket,
      Key: key,
      Body: "canary",
      Tagging: "vendor%3Apartner=acme",
    });
    return output.VersionId ?? "";
  };
  const place = async (prefix: string) => ({
    prefix,
    key: `${prefix}${CANARY}`,
    versionId: await put(`${prefix}${CANARY}`),
  });
  const secret = async (name: string) => {
    const { output } = await admin.send("secrets-manager", "CreateSecret", {
      Name: name,
      SecretString: "{}",
    });
    return output.ARN ?? "";
  };

  const trust = [
    { Effect: "Allow", Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" },
    {
      Effect: "Allow",
      Principal: { AWS: sandboxRoleArn },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": EXTERNAL_ID } },
    },
  ];
  await admin.send("iam", "CreateRole", {
    RoleName: "vendor-acme",
    AssumeRolePolicyDocument: document(trust),
  });
  await admin.send("s3", "PutObject", { Bucket: bucket, Key: "acme/", Body: new Uint8Array() });
  const targets: Targets = {
    bucket,
    kmsKey: kmsKeyArn,
    own: await place("acme/"),
    lookalike: await place("acme-evil/"),
    other: await place("globex/"),
    tags: { "vendor:partner": "acme" },
    plainHttp: local.plainUrl,
    rootKey: CANARY,
    role: {
      arn: roleArn,
      name: "vendor-acme",
      externalId: EXTERNAL_ID,
      otherExternalId: "globex-91c0",
      wrongAccount: sandboxAccount,
      other: local.describe.operatorRoleArn,
    },
    secrets: {
      own: await secret("vendor/acme/connection"),
      other: await secret("vendor/globex/connection"),
      lookalike: await secret("vendor/acme/connection-evil"),
    },
    actors: { session: "partner", standIn: "standIn", sftp: "sftp", otherKey: "otherKey" },
  };
  await put(CANARY);
  await setPolicy([]);
  await admin.send("transfer", "CreateUser", {
    ServerId: transferServer,
    UserName: "acme",
    Role: roleArn,
    HomeDirectoryType: "LOGICAL",
    HomeDirectoryMappings: [{ Entry: "/", Target: `/${bucket}/acme` }],
    SshPublicKeyBody: keys.get("testKey")?.publicKey ?? "",
  });

  async function setPolicy(more: readonly Statement[]): Promise<void> {
    const own = slice(bucket, kmsKeyArn, targets.secrets?.own ?? "");
    const input = {
      RoleName: "vendor-acme",
      PolicyName: "access",
      PolicyDocument: document([...own, ...more]),
    };
    await admin.send("iam", "PutRolePolicy", input);
  }

  const sftp = (key: string): ActorSpec => ({
    type: "sftp",
    ...local.sftp,
    user: "acme",
    key,
    hostKeys: local.describe.hostKeyFingerprints,
    held: false,
  });
  const specs: Readonly<Record<string, ActorSpec>> = {
    partner: { type: "assume-role", roleArn, externalId: EXTERNAL_ID, held: false },
    standIn: { type: "sandbox" },
    sftp: sftp("testKey"),
    otherKey: sftp("otherKey"),
  };
  const signal = noSignal();
  const deps: ActorDeps = {
    operator,
    sandboxRole: sandboxRoleArn,
    material: (id) => keys.get(id),
    judge: async () => ({ verdict: "error" }),
    random: systemRandom,
    signal,
  };

  async function test(more: readonly Statement[] = []): Promise<ProbeResult[]> {
    await setPolicy(more);
    const actors = openActors(specs, deps);
    const effects = { clock: systemClock, sink: { emit: () => undefined }, signal, phase: "test" };
    try {
      return await runProbes(catalogue(CATALOGUE_GROUPS, targets), actors.attempt, effects);
    } finally {
      actors.close();
    }
  }

  return {
    bucket,
    test,
    close: async () => {
      admin.close();
      operator.close();
      await local.close();
    },
  };
}

function document(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** What a partner may do: its own prefix and secret. */
function slice(bucket: string, kmsKey: string, secret: string): Statement[] {
  return [
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `arn:aws:s3:::${bucket}/acme/*`,
    },
    {
      Effect: "Deny",
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucket}/acme/*`,
      Condition: { Null: { "s3:x-amz-server-side-encryption": "false" } },
    },
    {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { "s3:prefix": ["acme/*"] } },
    },
    {
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: kmsKey,
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
    },
    { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret },
  ];
}
