import { randomBytes } from "node:crypto";
import { startLocalAws } from "../../../sandbox/local-aws/index.ts";
import { systemClock, systemRandom } from "../../../src/core/env.ts";
import { AT_ONCE } from "../local.ts";

/** A program: serves the local AWS over the folder that its argument names, and prints where, until it is killed. */
const [, , dir = ""] = process.argv;
const random = { ...systemRandom, bytes: (length: number) => randomBytes(length) };
const aws = await startLocalAws({ dir, clock: systemClock, random, delays: AT_ONCE });
process.stdout.write(
  `${JSON.stringify({ url: aws.url, describe: aws.describe, keys: aws.credentials("admin") })}\n`,
);
