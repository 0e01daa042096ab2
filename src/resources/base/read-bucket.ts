import type { Aws } from "../../aws/aws.ts";
import { readDocument } from "../../policy/document-text.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { found, ifAllowed, type Unread } from "./reading.ts";

/** The four settings of a public access block, by AWS's names. */
export const PUBLIC_ACCESS_SETTINGS = [
  "BlockPublicAcls",
  "IgnorePublicAcls",
  "BlockPublicPolicy",
  "RestrictPublicBuckets",
] as const;

/** A bucket as a base's fitness is judged by it. */
export interface BucketFacts {
  readonly name: string;
  readonly partition: string;
  readonly account: string;
  /** `Enabled`, `Suspended`, or `undefined`: never versioned. */
  readonly versioning: string | undefined;
  /** Settings of its public access block that are off. */
  readonly open: readonly string[];
  /** Its default encryption. */
  readonly encryption: {
    readonly algorithm: string | undefined;
    /** As it was configured: a key id, a key ARN or an alias. */
    readonly key: string | undefined;
    readonly bucketKey: boolean;
  };
  /** Absent where it was not asked about. */
  readonly more?: BucketDetails;
}

/** What a plan of one partner does not depend on. */
interface BucketDetails {
  /** E.g. `BucketOwnerEnforced`; `undefined` where it was refused or never set. */
  readonly ownership: string | undefined;
  /** Its policy and how many bytes that takes; absent where it has none. */
  readonly policy?: { readonly document: PolicyDocument; readonly bytes: number };
  /** What could not be read. */
  readonly unread: readonly string[];
}

/** Which bucket is read. */
export interface BucketPlace {
  readonly bucket: string;
  readonly account: string;
  readonly partition: string;
}

/**
 * Reads a bucket of `account`.
 * @param thorough also what no plan depends on
 * @returns `undefined` where that account has no such bucket
 * @throws VendorError `accessDenied`, …
 */
export async function readBucketFacts(
  aws: Aws,
  { bucket: name, account, partition }: BucketPlace,
  thorough: boolean,
): Promise<BucketFacts | undefined> {
  const input = { Bucket: name, ExpectedBucketOwner: account };
  const versioning = await found(aws.send("s3", "GetBucketVersioning", input), name);
  if (versioning === undefined) return undefined;
  const [block, encryption, more] = await Promise.all([
    found(aws.send("s3", "GetPublicAccessBlock", input), name),
    found(aws.send("s3", "GetBucketEncryption", input), name),
    thorough ? readDetails(aws, input) : undefined,
  ]);
  const access = block?.PublicAccessBlockConfiguration ?? {};
  const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0];
  return {
    name,
    partition,
    account,
    versioning: versioning.Status,
    open: PUBLIC_ACCESS_SETTINGS.filter((setting) => access[setting] !== true),
    encryption: {
      algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
      bucketKey: rule?.BucketKeyEnabled === true,
    },
    ...(more === undefined ? {} : { more }),
  };
}

async function readDetails(
  aws: Aws,
  input: { readonly Bucket: string; readonly ExpectedBucketOwner: string },
): Promise<BucketDetails> {
  const unread: Unread = [];
  const [ownership, policy] = await Promise.all([
    ifAllowed(aws.send("s3", "GetBucketOwnershipControls", input), input.Bucket, unread),
    ifAllowed(aws.send("s3", "GetBucketPolicy", input), input.Bucket, unread),
  ]);
  const text = policy?.Policy;
  return {
    ownership: ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership,
    ...(text === undefined
      ? {}
      : {
          policy: {
            document: readDocument(`bucket/${input.Bucket}/policy`, text).document,
            bytes: Buffer.byteLength(text),
          },
        }),
    unread,
  };
}
