import type { Aws } from "../../aws/aws.ts";
import { readDocument } from "../../policy/document-text.ts";
import type { NamedPolicy } from "../../policy/types.ts";
import { found, ifAllowed, type Unread } from "./reading.ts";

/** A key as a base's fitness is judged by it. */
export interface KeyFacts {
  readonly arn: string;
  readonly account: string;
  readonly state: string | undefined;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string | undefined;
  readonly usage: string | undefined;
  /** E.g. `SYMMETRIC_DEFAULT`. */
  readonly spec: string | undefined;
  /** Absent where it was not asked about. */
  readonly more?: KeyDetails;
}

/** What a plan of one partner does not depend on, or finds out when it runs. */
interface KeyDetails {
  readonly policy?: NamedPolicy;
  readonly rotates?: boolean;
  /** What could not be read. */
  readonly unread: readonly string[];
}

/**
 * Reads a key.
 * @param key its ARN, or whatever else KMS takes
 * @param thorough also what no plan depends on
 * @returns `undefined` where there is no such key
 * @throws VendorError `accessDenied`, …
 */
export async function readKeyFacts(aws: Aws, key: string, thorough: boolean): Promise<KeyFacts | undefined> {
  const described = await found(aws.send("kms", "DescribeKey", { KeyId: key }), key);
  const about = described?.KeyMetadata;
  if (about === undefined) return undefined;
  const arn = about.Arn ?? key;
  const facts: KeyFacts = {
    arn,
    account: about.AWSAccountId ?? arn.split(":")[4] ?? "",
    state: about.KeyState,
    manager: about.KeyManager,
    usage: about.KeyUsage,
    spec: about.KeySpec,
  };
  // KMS tells neither of a key that it manages itself, and rotation of key pairs not at all.
  if (!thorough || facts.manager !== "CUSTOMER") return facts;
  return { ...facts, more: await readDetails(aws, facts) };
}

async function readDetails(aws: Aws, { arn, spec, state }: KeyFacts): Promise<KeyDetails> {
  const unread: Unread = [];
  const rotates = spec === "SYMMETRIC_DEFAULT" && state !== "PendingDeletion";
  const [policy, rotation] = await Promise.all([
    ifAllowed(aws.send("kms", "GetKeyPolicy", { KeyId: arn, PolicyName: "default" }), arn, unread),
    rotates ? ifAllowed(aws.send("kms", "GetKeyRotationStatus", { KeyId: arn }), arn, unread) : undefined,
  ]);
  return {
    ...(policy?.Policy === undefined ? {} : { policy: readDocument("the key's policy", policy.Policy) }),
    ...(rotation?.KeyRotationEnabled === undefined ? {} : { rotates: rotation.KeyRotationEnabled }),
    unread,
  };
}
