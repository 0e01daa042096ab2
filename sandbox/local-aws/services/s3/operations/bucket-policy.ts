import { accountOf, principalArn } from "../../../caller.ts";
import { AwsFault } from "../../../fault.ts";
import type { BucketRecord } from "../../../tables.ts";
import { BODY_HEADERS } from "../declared.ts";
import { S3Fault } from "../fault.ts";
import { bytesOf } from "../parameters.ts";
import { parseBucketPolicy } from "../policy-document.ts";
import { isPublic } from "../public.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { authorize, bucketOf, type Scope, s3Arn } from "../scope.ts";
import { xmlResponse } from "../xml.ts";

/**
 * The bucket, for an operation on its policy. Only the owner's account may touch it: others get a 405 even where the policy
 * allows them. The account's root can always repair a policy that locks everyone out.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
function policyBucket(request: S3Request, action: string): BucketRecord {
  const { scope } = request;
  const bucket = bucketOf(scope, request.bucket);
  const { principal } = scope.caller;
  if (principal.type === "root" && principal.account === bucket.account) return bucket;
  authorize(scope, bucket, { action });
  if (accountOf(scope.caller) === bucket.account) return bucket;
  throw new S3Fault("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
    Method: request.method,
    ResourceType: "BUCKETPOLICY",
  });
}

function noSuchPolicy(bucket: string): AwsFault {
  return new AwsFault("NoSuchBucketPolicy", 404, "The bucket policy does not exist", { BucketName: bucket });
}

/** GetBucketPolicy: what was stored, which is no proof that it is in force already. */
export const getBucketPolicy: S3Operation = {
  name: "GetBucketPolicy",
  method: "GET",
  target: "bucket",
  marks: { query: ["policy"] },
  readOnly: true,
  data: false,
  handle(request) {
    const bucket = policyBucket(request, "s3:GetBucketPolicy");
    const { world } = request.scope;
    const policy = world.table("s3.policies").get(bucket.name);
    if (policy === undefined) throw noSuchPolicy(bucket.name);
    const shown = world.showPrincipals(policy.document, "s3");
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(shown) };
  },
};

/** PutBucketPolicy: replaces the whole document. */
export const putBucketPolicy: S3Operation = {
  name: "PutBucketPolicy",
  method: "PUT",
  target: "bucket",
  marks: { query: ["policy"] },
  headers: [...BODY_HEADERS, "x-amz-confirm-remove-self-bucket-access"],
  readOnly: false,
  data: false,
  async handle(request) {
    const bucket = policyBucket(request, "s3:PutBucketPolicy");
    const { scope } = request;
    const document = parseBucketPolicy(await bytesOf(request), bucket.name);
    const bound = scope.world.bindPrincipals(document, "s3", "MalformedPolicy");
    if (bucket.publicAccessBlock?.BlockPublicPolicy === true && isPublic(bound))
      throw blockedPublic(scope, bucket);
    scope.world.table("s3.policies").set(bucket.name, { document: bound });
    return { status: 204, headers: {} };
  },
};

function blockedPublic(scope: Scope, bucket: BucketRecord): AwsFault {
  const who = principalArn(scope.caller.principal);
  return new AwsFault(
    "AccessDenied",
    403,
    `User: ${who} is not authorized to perform: s3:PutBucketPolicy on resource: "${s3Arn(bucket.name)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
  );
}

/** DeleteBucketPolicy. */
export const deleteBucketPolicy: S3Operation = {
  name: "DeleteBucketPolicy",
  method: "DELETE",
  target: "bucket",
  marks: { query: ["policy"] },
  readOnly: false,
  data: false,
  handle(request) {
    const bucket = policyBucket(request, "s3:DeleteBucketPolicy");
    request.scope.world.table("s3.policies").delete(bucket.name);
    return { status: 204, headers: {} };
  },
};

/** GetBucketPolicyStatus. */
export const getBucketPolicyStatus: S3Operation = {
  name: "GetBucketPolicyStatus",
  method: "GET",
  target: "bucket",
  marks: { query: ["policyStatus"] },
  readOnly: true,
  data: false,
  handle({ scope, bucket }) {
    authorize(scope, bucketOf(scope, bucket), { action: "s3:GetBucketPolicyStatus" });
    const policy = scope.world.table("s3.policies").get(bucket);
    if (policy === undefined) throw noSuchPolicy(bucket);
    return xmlResponse("PolicyStatus", { IsPublic: isPublic(policy.document) });
  },
};
