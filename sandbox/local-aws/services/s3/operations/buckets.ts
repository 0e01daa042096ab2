import { z } from "zod";
import { accountOf } from "../../../caller.ts";
import { AwsFault } from "../../../fault.ts";
import { REGION } from "../../../world.ts";
import { requestTagContext } from "../../shared/tags.ts";
import { catalogOf } from "../catalog.ts";
import { accessDenied, aclNotSupported } from "../fault.ts";
import { documentOf, integerOf, isoTime, ownerOf } from "../parameters.ts";
import type { S3Operation } from "../request.ts";
import { authorize, bucketOf, type Scope, s3Arn } from "../scope.ts";
import { tagsOfXml } from "../tags.ts";
import { xmlResponse } from "../xml.ts";

/** ListBuckets: the caller's own. */
export const listBuckets: S3Operation = {
  name: "ListBuckets",
  method: "GET",
  target: "service",
  query: ["prefix", "max-buckets", "continuation-token", "bucket-region"],
  readOnly: true,
  data: false,
  handle(request) {
    const { scope } = request;
    const account = accountOf(scope.caller);
    if (account === "") throw accessDenied();
    scope.world.authorize({
      caller: scope.caller,
      action: "s3:ListAllMyBuckets",
      resource: "*",
      resourceAccount: account,
      context: scope.context,
    });
    const prefix = request.query("prefix") ?? "";
    const after = request.query("continuation-token") ?? "";
    const region = request.query("bucket-region") ?? REGION;
    const limit = integerOf(request, "max-buckets", { least: 1, most: 10_000 }) ?? 10_000;
    const buckets = scope.world
      .table("s3.buckets")
      .entries(prefix)
      .map(([, bucket]) => bucket)
      .filter((bucket) => bucket.account === account && bucket.region === region && bucket.name > after);
    const page = buckets.slice(0, limit);
    return xmlResponse("ListAllMyBucketsResult", {
      Owner: ownerOf(account),
      Buckets: {
        Bucket: page.map(({ name, createdAt }) => ({
          Name: name,
          CreationDate: isoTime(createdAt),
          BucketRegion: REGION,
          BucketArn: s3Arn(name),
        })),
      },
      Prefix: request.query("prefix"),
      ContinuationToken: page.length < buckets.length ? page.at(-1)?.name : undefined,
    });
  },
};

/** HeadBucket. */
export const headBucket: S3Operation = {
  name: "HeadBucket",
  method: "HEAD",
  target: "bucket",
  readOnly: true,
  data: true,
  handle({ scope, bucket }) {
    const record = bucketOf(scope, bucket);
    authorize(scope, record, { action: "s3:ListBucket" });
    const headers = {
      "x-amz-bucket-region": record.region,
      "x-amz-bucket-arn": s3Arn(bucket),
      "x-amz-access-point-alias": "false",
      "content-type": "application/xml",
    };
    return { status: 200, headers };
  },
};

/** GetBucketLocation. */
export const getBucketLocation: S3Operation = {
  name: "GetBucketLocation",
  method: "GET",
  target: "bucket",
  marks: { query: ["location"] },
  readOnly: true,
  data: false,
  handle({ scope, bucket }) {
    const record = bucketOf(scope, bucket);
    authorize(scope, record, { action: "s3:GetBucketLocation" });
    return xmlResponse("LocationConstraint", record.region);
  },
};

const createSchema = z.union([
  z.literal(""),
  z.strictObject({
    LocationConstraint: z.string().optional(),
    Tags: z
      .union([
        z.literal(""),
        z.strictObject({ Tag: z.array(z.strictObject({ Key: z.string(), Value: z.string() })) }),
      ])
      .optional(),
  }),
]);

const LOCKING = ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"];

/** CreateBucket, with AWS's defaults: public access blocked, ACLs disabled, SSE-S3. */
export const createBucket: S3Operation = {
  name: "CreateBucket",
  method: "PUT",
  target: "bucket",
  headers: [
    "x-amz-acl",
    "x-amz-bucket-object-lock-enabled",
    "x-amz-object-ownership",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-checksum-*",
  ],
  readOnly: false,
  data: false,
  async handle(request) {
    const { scope, bucket: name } = request;
    const account = accountOf(scope.caller);
    if (account === "") throw accessDenied();
    checkBucketName(name);
    const may = (action: string, context = scope.context) =>
      scope.world.authorize({
        caller: scope.caller,
        action,
        resource: s3Arn(name),
        resourceAccount: account,
        context,
      });
    may("s3:CreateBucket");
    const locked = request.header("x-amz-bucket-object-lock-enabled")?.toLowerCase() === "true";
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    if (locked) for (const action of LOCKING) may(action);
    const ownership = request.header("x-amz-object-ownership") ?? "BucketOwnerEnforced";
    if ((request.header("x-amz-acl") ?? "private") !== "private" || ownership !== "BucketOwnerEnforced") {
      throw aclNotSupported();
    }
    const body = await documentOf(request, "CreateBucketConfiguration", ["Tag"], createSchema, {
      optional: true,
    });
    const tags = tagsOfXml({ TagSet: typeof body === "object" ? (body.Tags ?? "") : "" }, 50);
    if (Object.keys(tags).length > 0) may("s3:TagResource", { ...scope.context, ...requestTagContext(tags) });
    const location = typeof body === "object" ? body.LocationConstraint : undefined;
    checkLocation(location);
    refuseTaken(scope, name, account);
    scope.world.table("s3.buckets").set(name, {
      name,
      account,
      region: REGION,
      createdAt: scope.world.clock.now(),
      versioning: locked ? "Enabled" : "",
      ...(locked ? { objectLock: {} } : {}),
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      tags,
    });
    return { status: 200, headers: { location: `/${name}`, "x-amz-bucket-arn": s3Arn(name) } };
  },
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkBucketName(name: string): void {
  const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  const refused =
    /\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$/.test(name);
  if (shaped && !refused) return;
  throw new AwsFault("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName: name });
}

function checkLocation(location: string | undefined): void {
  if (location === REGION) return;
  const said = location ?? "unspecified";
  throw new AwsFault(
    "IllegalLocationConstraintException",
    400,
    `The ${said} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function refuseTaken(scope: Scope, name: string, account: string): void {
  const taken = scope.world.table("s3.buckets").get(name);
  if (taken === undefined) return;
  if (taken.account === account) {
    throw new AwsFault(
      "BucketAlreadyOwnedByYou",
      409,
      "Your previous request to create the named bucket succeeded and you already own it.",
      { BucketName: name },
    );
  }
  throw new AwsFault(
    "BucketAlreadyExists",
    409,
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
    { BucketName: name },
  );
}

/** DeleteBucket: only an empty one, versions and delete markers included. */
export const deleteBucket: S3Operation = {
  name: "DeleteBucket",
  method: "DELETE",
  target: "bucket",
  readOnly: false,
  data: false,
  handle({ scope, bucket }) {
    const record = bucketOf(scope, bucket);
    authorize(scope, record, { action: "s3:DeleteBucket" });
    const uploads = scope.world.table("s3.uploads").entries(`${bucket}\0`);
    if (catalogOf(scope.world).keys(bucket).length > 0 || uploads.length > 0) {
      throw new AwsFault("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", {
        BucketName: bucket,
      });
    }
    scope.world.table("s3.policies").delete(bucket);
    scope.world.table("s3.buckets").delete(bucket);
    return { status: 204, headers: {} };
  },
};
