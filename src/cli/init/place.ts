import type { Aws } from "../../aws/aws.ts";
import { type FitnessLine, ok } from "../../plan/fitness/line.ts";
import {
  bucketFitness,
  keyFitness,
  serverFitness,
  signingFitness,
  standInFitness,
} from "../../plan/fitness/survey.ts";
import { readKeyFacts } from "../../resources/base/read-key.ts";
import type { InitAnswers } from "./flags.ts";

/** The account and region that a base is chosen in, and in whose name. */
export interface InitPlace {
  readonly aws: Aws;
  /** ARN of whoever asks, as STS tells it. */
  readonly caller: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

/**
 * The ARN of a key that is named by it, by an alias or by its id; `undefined` where there is none.
 * @throws VendorError `accessDenied`, …
 */
export async function keyArn({ aws }: InitPlace, key: string): Promise<string | undefined> {
  return key.startsWith("arn:") ? key : (await readKeyFacts(aws, key, false))?.arn;
}

/** Whether a chosen bucket is fit; with a key, also whether it encrypts with that. */
export function checkBucket({ aws, account, partition }: InitPlace, bucket: string, kmsKey?: string) {
  return bucketFitness(aws, { bucket, account, partition }, kmsKey);
}

/** Whether a chosen stand-in is fit. */
export function checkStandIn({ aws, account, caller }: InitPlace, arn: string) {
  return standInFitness(aws, arn, { account, caller });
}

/** There need not be a Transfer server. */
function serverless(): FitnessLine {
  return ok("transferServer", "none, so only runbooks that do without (vendor runbook list)");
}

/** Everything that can be said of all answers together. Keys are by ARN. */
export async function checkAll(place: InitPlace, answers: InitAnswers): Promise<readonly FitnessLine[]> {
  const { bucket = "", kmsKey = "", transferServer = "", sandboxRole = "", signWith = "" } = answers;
  const all = await Promise.all([
    checkBucket(place, bucket, kmsKey),
    keyFitness(place.aws, kmsKey),
    transferServer === "" ? [serverless()] : serverFitness(place.aws, transferServer),
    sandboxRole === "" ? [] : checkStandIn(place, sandboxRole),
    signWith === "" ? [] : signingFitness(place.aws, signWith),
  ]);
  return all.flat();
}
