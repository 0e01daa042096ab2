import { accountOf } from "../../caller.ts";
import { AwsFault } from "../../fault.ts";
import { authorizeKeyUse } from "../../kms-use.ts";
import type { BucketRecord } from "../../tables.ts";
import { REGION, type World } from "../../world.ts";
import { invalidArgument, notImplemented } from "./fault.ts";
import type { ObjectEncryption } from "./records.ts";
import { type Scope, s3Arn } from "./scope.ts";

/** What a writer asks for; all absent: the bucket's default. */
export interface EncryptionRequest {
  /** `AES256` or `aws:kms`. */
  readonly algorithm?: string;
  /** Key id, alias or ARN. */
  readonly keyId?: string;
  readonly bucketKey?: boolean;
}

/**
 * How a new object will be encrypted.
 * @throws AwsFault InvalidArgument; KMS.NotFoundException; NotImplemented for the key that AWS manages
 */
export function resolveEncryption(
  scope: Scope,
  bucket: BucketRecord,
  asked: EncryptionRequest,
): ObjectEncryption {
  if (asked.algorithm === undefined && asked.keyId !== undefined) {
    throw invalidArgument(
      "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
      "x-amz-server-side-encryption",
      "null",
    );
  }
  if (asked.algorithm === undefined) return defaultEncryption(bucket, asked.bucketKey);
  if (asked.algorithm === "AES256") {
    if (asked.keyId === undefined) return { bucketKey: false };
    throw invalidArgument(
      "The encryption method AES256 takes no key id",
      "x-amz-server-side-encryption",
      "AES256",
    );
  }
  if (asked.algorithm !== "aws:kms") {
    throw invalidArgument(
      "The encryption method specified is not supported",
      "x-amz-server-side-encryption",
      asked.algorithm,
    );
  }
  const keyArn =
    asked.keyId === undefined
      ? bucket.encryption?.keyArn
      : keyArnOf(scope.world, asked.keyId, accountOf(scope.caller) || bucket.account);
  if (keyArn === undefined) throw notImplemented("SSE-KMS with the AWS managed key aws/s3");
  return { keyArn, bucketKey: asked.bucketKey ?? bucket.encryption?.bucketKey ?? false };
}

function defaultEncryption(bucket: BucketRecord, bucketKey: boolean | undefined): ObjectEncryption {
  if (bucket.encryption === undefined) return { bucketKey: false };
  const { keyArn } = bucket.encryption;
  return { keyArn, bucketKey: bucketKey ?? bucket.encryption.bucketKey };
}

/**
 * The ARN behind a key id, alias or ARN. An ARN is taken as it is: the use of a foreign key is for KMS to refuse.
 * @param account whose aliases and ids are meant
 * @throws AwsFault KMS.NotFoundException
 */
export function keyArnOf(world: World, keyId: string, account: string): string {
  if (/^arn:aws:kms:[^:]+:\d{12}:key\/.+/.test(keyId)) return keyId;
  const alias = keyId.startsWith("arn:") ? keyId.slice(keyId.indexOf(":alias/") + 1) : keyId;
  const found = world
    .table("kms.keys")
    .entries()
    .find(([, key]) => key.account === account && (key.id === keyId || key.aliases.includes(alias)));
  if (found !== undefined) return found[1].arn;
  const arn = keyId.startsWith("arn:")
    ? keyId
    : `arn:aws:kms:${REGION}:${account}:${alias.startsWith("alias/") ? alias : `key/${keyId}`}`;
  throw new AwsFault("KMS.NotFoundException", 400, `Invalid arn ${arn}`);
}

/** What S3 does with an object's key. `upload`: a multipart upload, which S3 must also read back. */
type KeyPurpose = "write" | "upload" | "read";

const ACTIONS = {
  write: ["kms:GenerateDataKey"],
  upload: ["kms:GenerateDataKey", "kms:Decrypt"],
  read: ["kms:Decrypt"],
} as const;

/**
 * Asks KMS in the caller's name, for objects under a KMS key. With a bucket key the encryption context is the bucket's ARN.
 * @throws AwsFault AccessDenied; `KMS.…` for a key that is disabled or gone
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
 */
export function useKey(
  scope: Scope,
  at: { readonly bucket: string; readonly key: string },
  encryption: ObjectEncryption,
  purpose: KeyPurpose,
): void {
  const { keyArn } = encryption;
  if (keyArn === undefined) return;
  const encryptionContext = {
    "aws:s3:arn": encryption.bucketKey ? s3Arn(at.bucket) : s3Arn(at.bucket, at.key),
  };
  for (const action of ACTIONS[purpose]) {
    try {
      authorizeKeyUse(scope.world, scope.caller, {
        keyArn,
        action,
        encryptionContext,
        viaService: `s3.${REGION}.amazonaws.com`,
      });
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      throw asS3Fault(error);
    }
  }
}

/** KMS's error as S3 passes it on: its codes with `KMS.` before them. */
function asS3Fault(fault: AwsFault): AwsFault {
  if (/^AccessDenied/.test(fault.code)) return new AwsFault("AccessDenied", 403, fault.message);
  return new AwsFault(`KMS.${fault.code}`, 400, fault.message);
}

/** Response headers that tell how an object is encrypted. */
export function encryptionHeaders(encryption: ObjectEncryption): Record<string, string> {
  if (encryption.keyArn === undefined) return { "x-amz-server-side-encryption": "AES256" };
  return {
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": encryption.keyArn,
    ...(encryption.bucketKey ? { "x-amz-server-side-encryption-bucket-key-enabled": "true" } : {}),
  };
}
