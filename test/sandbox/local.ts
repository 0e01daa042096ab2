import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../sandbox/local-aws/index.ts";
import type { Clock, Random } from "../../src/core/ports.ts";

/** No spreading at all: what is written is seen. */
export const AT_ONCE = { minMs: 0, maxMs: 0, flapMs: 0 };

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

/** Starts now, since the SDKs sign with the real time. */
export function manualClock(): ManualClock {
  let now = Date.now();
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Randomness that is the same in every run. */
export function seededRandom(seed = "test"): Random {
  let count = 0;
  const block = () => createHash("sha512").update(`${seed}:${count++}`).digest();
  return {
    bytes: (length) =>
      Buffer.concat(Array.from({ length: Math.ceil(length / 64) }, block)).subarray(0, length),
    float: () => block().readUInt32BE(0) / 2 ** 32,
  };
}

/** A local AWS of a test, in a folder of its own. */
export interface TestAws extends LocalAws {
  readonly clock: ManualClock;
  readonly dir: string;
  /** Closes it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a local AWS that spreads nothing unless told otherwise. */
export async function startTestAws(options: Partial<LocalAwsOptions> = {}): Promise<TestAws> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "local-aws-")));
  const clock = manualClock();
  const aws = await startLocalAws({ delays: AT_ONCE, clock, random: seededRandom(dir), ...options, dir });
  const remove = async () => {
    await aws.close();
    await rm(dir, { recursive: true, force: true });
  };
  return { ...aws, clock, dir, remove };
}

/** Credentials as the SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** SDK clients that try once. */
export function clients(aws: Pick<LocalAws, "url">, credentials: Keys) {
  const config = { endpoint: aws.url, region: "eu-central-1", credentials, maxAttempts: 1 };
  return {
    iam: new IAMClient(config),
    sts: new STSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    cloudtrail: new CloudTrailClient(config),
  };
}

/** The name of the error that `call` ends with, and its message. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; status: number }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, message, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error("The call was not refused.");
}

/** A document with one statement. */
export function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** A trust policy for one AWS principal. */
export function trust(principal: string, condition?: object): string {
  const Condition = condition === undefined ? {} : { Condition: condition };
  return policy({ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole", ...Condition });
}
