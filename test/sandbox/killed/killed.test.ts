import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateGrantCommand, KMSClient, ListGrantsCommand } from "@aws-sdk/client-kms";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LocalAwsDescription } from "../../../sandbox/local-aws/options.ts";
import { type Keys, policy, refusal, seededRandom, startTestAws, trust } from "../local.ts";

const ROUNDS = 4;
const WRITERS = 4;
/** Most answers of a round, behind one of which the kill comes. */
const MOST_ANSWERS = 100;
const DOCUMENT = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

interface Served {
  readonly process: ChildProcess;
  readonly url: string;
  readonly describe: LocalAwsDescription;
  readonly keys: Keys;
}

type Clients = ReturnType<typeof clientsOf>;
/** Looks whether an answered write is there. */
type Check = (clients: Clients) => Promise<void>;
/** Takes note of an answered write. */
type Note = (check: Check) => void;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "local-aws-killed-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function serve(): Promise<Served> {
  const program = new URL("served.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--import", "tsx", program, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) return { process: child, ...JSON.parse(line) };
  throw new Error("The local AWS did not start.");
}

async function kill({ process: child }: Served): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function clientsOf({ url, keys, describe }: Pick<Served, "url" | "keys" | "describe">) {
  const config = { endpoint: url, region: "eu-central-1", credentials: keys, maxAttempts: 1 };
  return {
    describe,
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    secrets: new SecretsManagerClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
}

/** Everything that the writer numbered `id` does, one write after the other; each answered one leaves its check. */
async function write({ iam, kms, secrets, s3, describe }: Clients, id: string, answered: Note) {
  const RoleName = `role-${id}`;
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("123456789012") }));
  answered(async (then) => {
    await then.iam.send(new GetRoleCommand({ RoleName }));
  });
  const named = { RoleName, PolicyName: "access" };
  await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: DOCUMENT }));
  answered(async (then) => {
    await then.iam.send(new GetRolePolicyCommand(named));
  });
  const object = { Bucket: describe.bucket, Key: `${id}.txt` };
  const content = id.repeat(5_000);
  await s3.send(new PutObjectCommand({ ...object, Body: content }));
  answered(async (then) => {
    const { Body } = await then.s3.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe(content);
  });
  const secret = { Name: `vendor/${id}` };
  await secrets.send(new CreateSecretCommand({ ...secret, SecretString: id }));
  answered(async (then) => {
    const found = await then.secrets.send(new GetSecretValueCommand({ SecretId: secret.Name }));
    expect(found.SecretString).toBe(id);
  });
  const grant = { KeyId: describe.kmsKeyArn, GranteePrincipal: describe.operatorRoleArn };
  const { GrantId } = await kms.send(new CreateGrantCommand({ ...grant, Name: id, Operations: ["Decrypt"] }));
  answered(async (then) => {
    const found = await then.kms.send(new ListGrantsCommand({ KeyId: grant.KeyId, GrantId }));
    expect(found.Grants).toHaveLength(1);
  });
  const gone = { RoleName: `gone-${id}` };
  await iam.send(new CreateRoleCommand({ ...gone, AssumeRolePolicyDocument: trust("123456789012") }));
  await iam.send(new DeleteRoleCommand(gone));
  answered(async (then) => {
    expect((await refusal(then.iam.send(new GetRoleCommand(gone)))).code).toBe("NoSuchEntityException");
  });
  const removed = { ...object, Key: `gone-${id}.txt` };
  await s3.send(new PutObjectCommand({ ...removed, Body: content }));
  await s3.send(new DeleteObjectCommand(removed));
  answered(async (then) => {
    expect((await refusal(then.s3.send(new GetObjectCommand(removed)))).code).toBe("NoSuchKey");
  });
}

/** Writes until the connection is cut by the kill. Only that may end it. */
async function writeOn(clients: Clients, name: string, answered: Note): Promise<void> {
  for (let count = 0; ; count += 1) {
    try {
      await write(clients, `${name}-${count}`, answered);
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === undefined)
        return;
      throw error;
    }
  }
}

test("a kill at any instant of many writes loses nothing that was answered", async () => {
  const random = seededRandom("kill");
  const answered: Check[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const served = await serve();
    const clients = clientsOf(served);
    const last = answered.length + 1 + Math.floor(random.float() * MOST_ANSWERS);
    let killed: Promise<void> | undefined;
    const note: Note = (check) => {
      answered.push(check);
      // The other writers are somewhere in the middle.
      if (answered.length >= last) killed ??= kill(served);
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeOn(clients, `r${round}w${writer}`, note),
    );
    await Promise.all(writers);
    await killed;
  }
  const aws = await startTestAws({ dir });
  const clients = clientsOf({ ...aws, keys: aws.credentials("admin") });
  for (const check of answered) await check(clients);
  const versions = (await readdir(join(dir, "objects"))).length;
  expect([answered.length > 50, versions > 10]).toEqual([true, true]);
  await aws.remove();
});

test("a second process on one folder is told who has it", async () => {
  const served = await serve();
  const { process: child } = served;
  await expect(startTestAws({ dir })).rejects.toMatchObject({
    code: "LOCAL_STATE_IN_USE",
    message: expect.stringContaining(String(child.pid)),
  });
  await kill(served);
  await (await startTestAws({ dir })).close();
});
