import type { Context } from "../../../../src/policy/types.ts";
import { accountOf } from "../../caller.ts";
import { AwsFault } from "../../fault.ts";
import type { BucketRecord } from "../../tables.ts";
import type { Ask, Caller, World } from "../../world.ts";
import { accessDenied } from "./fault.ts";
import { isPublic } from "./public.ts";

/** One call to S3, over HTTP or by a service in a caller's name. */
export interface Scope {
  readonly world: World;
  readonly caller: Caller;
  readonly requestId: string;
  /** Condition keys of the request as such, e.g. `s3:authType`. */
  readonly context: Context;
  /** `x-amz-expected-bucket-owner`. */
  readonly expectedOwner?: string;
}

/** A question about a bucket, or about an object where `key` is present. */
export interface S3Ask {
  readonly action: string;
  readonly key?: string;
  readonly context?: Context;
}

/** ARN of a bucket or of an object in it. */
export function s3Arn(bucket: string, key?: string): string {
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

/**
 * The bucket, checked against the expected owner.
 * @throws AwsFault NoSuchBucket; AccessDenied where another account owns it than the request says
 */
export function bucketOf(scope: Scope, name: string, expectedOwner = scope.expectedOwner): BucketRecord {
  const bucket = scope.world.table("s3.buckets").get(name);
  if (bucket === undefined) {
    throw new AwsFault("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName: name });
  }
  if (expectedOwner !== undefined && !/^\d{12}$/.test(expectedOwner)) {
    throw new AwsFault(
      "InvalidBucketOwnerAWSAccountID",
      400,
      "The value of the expected bucket owner parameter must be an AWS account ID",
    );
  }
  if (expectedOwner !== undefined && expectedOwner !== bucket.account) throw accessDenied();
  return bucket;
}

/** Authorises one action on a bucket or an object. @throws AwsFault AccessDenied */
export function authorize(scope: Scope, bucket: BucketRecord, ask: S3Ask): void {
  if (restricted(scope, bucket)) throw accessDenied();
  scope.world.authorize(question(scope, bucket, ask));
}

/** Like {@link authorize}, as a yes or no. */
export function allows(scope: Scope, bucket: BucketRecord, ask: S3Ask): boolean {
  return !restricted(scope, bucket) && scope.world.allows(question(scope, bucket, ask));
}

function question(scope: Scope, bucket: BucketRecord, ask: S3Ask): Ask {
  const policy = scope.world.table("s3.policies").seen(bucket.name, "s3");
  return {
    caller: scope.caller,
    action: ask.action,
    resource: s3Arn(bucket.name, ask.key),
    resourceAccount: bucket.account,
    context: { "s3:ResourceAccount": bucket.account, ...scope.context, ...ask.context },
    ...(policy === undefined
      ? {}
      : { resourcePolicy: { name: `bucket/${bucket.name}/policy`, document: policy.document } }),
  };
}

/**
 * RestrictPublicBuckets: a bucket with a public policy answers its own account and AWS services only.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function restricted(scope: Scope, bucket: BucketRecord): boolean {
  if (!scope.world.enforcing || bucket.publicAccessBlock?.RestrictPublicBuckets !== true) return false;
  const { principal } = scope.caller;
  if (principal.type === "service" || accountOf(scope.caller) === bucket.account) return false;
  const policy = scope.world.table("s3.policies").seen(bucket.name, "s3");
  return policy !== undefined && isPublic(policy.document);
}
