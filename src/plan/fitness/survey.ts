import type { Aws } from "../../aws/aws.ts";
import { codeOf, VendorError } from "../../core/errors.ts";
import { type BucketPlace, readBucketFacts } from "../../resources/base/read-bucket.ts";
import { readKeyFacts } from "../../resources/base/read-key.ts";
import { readServerFacts } from "../../resources/base/read-server.ts";
import { readStandIn } from "../../resources/base/read-stand-in.ts";
import { checkSigning } from "../check-signing.ts";
import { bucketMissing, judgeBucket } from "./bucket.ts";
import { judgeKey, keyMissing, keyShut } from "./key.ts";
import { error, type FitnessLine, ok } from "./line.ts";
import { judgeServer, serverMissing } from "./server.ts";
import { judgeStandIn } from "./stand-in.ts";

/** Reads a bucket and judges it in full. @param kmsKey the key that it is to encrypt with, where that is chosen */
export function bucketFitness(
  aws: Aws,
  place: BucketPlace,
  kmsKey?: string,
): Promise<readonly FitnessLine[]> {
  return orUnseen("bucket", async () => {
    const facts = await readBucketFacts(aws, place, true);
    return facts === undefined ? [bucketMissing(place.bucket, place.account)] : judgeBucket(facts, kmsKey);
  });
}

/** Reads a key and judges it in full. */
export function keyFitness(aws: Aws, kmsKey: string): Promise<readonly FitnessLine[]> {
  return orShut(kmsKey, async () => {
    const facts = await readKeyFacts(aws, kmsKey, true);
    return facts === undefined ? [keyMissing(kmsKey)] : judgeKey(facts);
  });
}

/** As {@link orUnseen}, where it can be the key's own policy that refuses. */
export function orShut(
  kmsKey: string,
  look: () => Promise<readonly FitnessLine[]>,
): Promise<readonly FitnessLine[]> {
  return orUnseen("kmsKey", look, (message) => keyShut(kmsKey, message));
}

/** Reads a Transfer server and judges it in full. */
export function serverFitness(aws: Aws, server: string): Promise<readonly FitnessLine[]> {
  return orUnseen("transferServer", async () => {
    const facts = await readServerFacts(aws, server, true);
    return facts === undefined ? [serverMissing(server)] : judgeServer(facts);
  });
}

/**
 * Tries the sandbox account's stand-in role and judges it.
 * @param account the enterprise account
 * @param caller ARN of whoever asks, as STS tells it
 */
export function standInFitness(
  aws: Aws,
  arn: string,
  { account, caller }: { readonly account: string; readonly caller: string },
): Promise<readonly FitnessLine[]> {
  return orUnseen("sandboxAccount.roleArn", async () =>
    judgeStandIn(await readStandIn(aws, arn, account), caller),
  );
}

/** Checks the key that audit heads are signed with. */
export async function signingFitness(aws: Aws, key: string): Promise<readonly FitnessLine[]> {
  const { problems } = await checkSigning({ key, must: true }, aws);
  if (problems.length === 0) return [ok("audit.signWith", "can sign the audit log")];
  return problems.map(({ message, hint = "" }) => error("audit.signWith", message, hint));
}

/**
 * An operator of least privilege is refused what its policy does not name, whether it exists or not: a misspelt name
 * in the configuration looks like a lack of rights.
 * @param known what else a refusal can mean, by its message
 */
export async function orUnseen(
  field: string,
  look: () => Promise<readonly FitnessLine[]>,
  known: (message: string) => FitnessLine | undefined = () => undefined,
): Promise<readonly FitnessLine[]> {
  try {
    return await look();
  } catch (thrown) {
    if (!(thrown instanceof VendorError) || thrown.code !== codeOf("accessDenied")) throw thrown;
    const fix = `Correct \`${field}\` in the configuration, or widen the operator's policy.`;
    return [known(thrown.message) ?? error(field, thrown.message, fix)];
  }
}
