import { z } from "zod";
import { accountOf } from "../../../caller.ts";
import { AwsFault } from "../../../fault.ts";
import type { WireResponse } from "../../../service.ts";
import type { BucketRecord } from "../../../tables.ts";
import { BODY_HEADERS } from "../declared.ts";
import { keyArnOf } from "../encryption.ts";
import { malformedXml, notImplemented } from "../fault.ts";
import { requiredDocument } from "../parameters.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { taggingSchema, tagSet, tagsOfXml } from "../tags.ts";
import { xmlResponse } from "../xml.ts";

/** A bucket setting's operation: authorised by `action`, then performed on the bucket. */
function setting(
  method: "GET" | "PUT" | "DELETE",
  name: string,
  subresource: string,
  action: string,
  perform: (request: S3Request, bucket: BucketRecord) => Promise<WireResponse> | WireResponse,
): S3Operation {
  return {
    name,
    method,
    target: "bucket",
    marks: { query: [subresource] },
    headers: method === "PUT" ? BODY_HEADERS : [],
    readOnly: method === "GET",
    data: false,
    handle(request) {
      const bucket = bucketOf(request.scope, request.bucket);
      authorize(request.scope, bucket, { action });
      return perform(request, bucket);
    },
  };
}

/** Changes a bucket as it is now: the request's body may have taken its time. */
function change(request: S3Request, update: (bucket: BucketRecord) => BucketRecord): void {
  const bucket = bucketOf(request.scope, request.bucket);
  request.scope.world.table("s3.buckets").set(bucket.name, update(bucket));
}

const DONE: WireResponse = { status: 200, headers: {} };
const GONE: WireResponse = { status: 204, headers: {} };

const flag = z.enum(["true", "false"]).optional();
const versioningSchema = z.strictObject({
  Status: z.enum(["Enabled", "Suspended"]).optional(),
  MfaDelete: z.enum(["Enabled", "Disabled"]).optional(),
});

const versioning: readonly S3Operation[] = [
  setting("GET", "GetBucketVersioning", "versioning", "s3:GetBucketVersioning", (_request, bucket) =>
    xmlResponse("VersioningConfiguration", bucket.versioning === "" ? {} : { Status: bucket.versioning }),
  ),
  setting("PUT", "PutBucketVersioning", "versioning", "s3:PutBucketVersioning", async (request) => {
    const { Status, MfaDelete } = await requiredDocument(
      request,
      "VersioningConfiguration",
      [],
      versioningSchema,
    );
    if (MfaDelete === "Enabled") throw notImplemented("MFA delete");
    if (Status === undefined) {
      throw new AwsFault(
        "IllegalVersioningConfigurationException",
        400,
        "The Versioning element must be specified",
      );
    }
    change(request, (bucket) => ({ ...bucket, versioning: Status }));
    return DONE;
  }),
];

const blockSchema = z.strictObject({
  BlockPublicAcls: flag,
  IgnorePublicAcls: flag,
  BlockPublicPolicy: flag,
  RestrictPublicBuckets: flag,
});

const publicAccess: readonly S3Operation[] = [
  setting(
    "GET",
    "GetBucketPublicAccessBlock",
    "publicAccessBlock",
    "s3:GetBucketPublicAccessBlock",
    (_request, { name, publicAccessBlock }) => {
      if (publicAccessBlock !== undefined) {
        return xmlResponse("PublicAccessBlockConfiguration", { ...publicAccessBlock });
      }
      throw new AwsFault(
        "NoSuchPublicAccessBlockConfiguration",
        404,
        "The public access block configuration was not found",
        { BucketName: name },
      );
    },
  ),
  setting(
    "PUT",
    "PutBucketPublicAccessBlock",
    "publicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
    async (request) => {
      const block = await requiredDocument(request, "PublicAccessBlockConfiguration", [], blockSchema);
      change(request, (bucket) => ({
        ...bucket,
        publicAccessBlock: {
          BlockPublicAcls: block.BlockPublicAcls === "true",
          IgnorePublicAcls: block.IgnorePublicAcls === "true",
          BlockPublicPolicy: block.BlockPublicPolicy === "true",
          RestrictPublicBuckets: block.RestrictPublicBuckets === "true",
        },
      }));
      return DONE;
    },
  ),
  setting(
    "DELETE",
    "DeleteBucketPublicAccessBlock",
    "publicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
    (request) => {
      change(request, ({ publicAccessBlock: _block, ...bucket }) => bucket);
      return GONE;
    },
  ),
];

const encryptionSchema = z.strictObject({
  Rule: z
    .array(
      z.strictObject({
        ApplyServerSideEncryptionByDefault: z
          .strictObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() })
          .optional(),
        BucketKeyEnabled: flag,
      }),
    )
    .length(1),
});

type EncryptionDocument = z.infer<typeof encryptionSchema>;

/** @throws AwsFault InvalidArgument, NotImplemented, KMS.NotFoundException */
function encryptionOf(request: S3Request, bucket: BucketRecord, document: EncryptionDocument) {
  const [rule] = document.Rule;
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  if (byDefault === undefined) throw malformedXml();
  const { SSEAlgorithm, KMSMasterKeyID } = byDefault;
  if (SSEAlgorithm === "AES256") {
    if (KMSMasterKeyID === undefined) return undefined;
    throw new AwsFault(
      "InvalidArgument",
      400,
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    );
  }
  if (SSEAlgorithm === "aws:kms:dsse") throw notImplemented("default encryption with aws:kms:dsse");
  if (SSEAlgorithm !== "aws:kms") throw malformedXml();
  if (KMSMasterKeyID === undefined) throw notImplemented("SSE-KMS with the AWS managed key aws/s3");
  const account = accountOf(request.scope.caller) || bucket.account;
  return {
    keyArn: keyArnOf(request.scope.world, KMSMasterKeyID, account),
    bucketKey: rule?.BucketKeyEnabled === "true",
  };
}

const encryption: readonly S3Operation[] = [
  setting("GET", "GetBucketEncryption", "encryption", "s3:GetEncryptionConfiguration", (_request, bucket) => {
    const byDefault =
      bucket.encryption === undefined
        ? { SSEAlgorithm: "AES256" }
        : { SSEAlgorithm: "aws:kms", KMSMasterKeyID: bucket.encryption.keyArn };
    return xmlResponse("ServerSideEncryptionConfiguration", {
      Rule: {
        ApplyServerSideEncryptionByDefault: byDefault,
        BucketKeyEnabled: bucket.encryption?.bucketKey ?? false,
      },
    });
  }),
  setting(
    "PUT",
    "PutBucketEncryption",
    "encryption",
    "s3:PutEncryptionConfiguration",
    async (request, bucket) => {
      const root = "ServerSideEncryptionConfiguration";
      const document = await requiredDocument(request, root, ["Rule"], encryptionSchema);
      const configured = encryptionOf(request, bucket, document);
      change(request, ({ encryption: _before, ...rest }) =>
        configured === undefined ? rest : { ...rest, encryption: configured },
      );
      return DONE;
    },
  ),
  setting("DELETE", "DeleteBucketEncryption", "encryption", "s3:PutEncryptionConfiguration", (request) => {
    change(request, ({ encryption: _before, ...rest }) => rest);
    return GONE;
  }),
];

const tagging: readonly S3Operation[] = [
  setting("GET", "GetBucketTagging", "tagging", "s3:GetBucketTagging", (_request, bucket) => {
    if (Object.keys(bucket.tags).length > 0) return xmlResponse("Tagging", tagSet(bucket.tags));
    throw new AwsFault("NoSuchTagSet", 404, "The TagSet does not exist", { BucketName: bucket.name });
  }),
  setting("PUT", "PutBucketTagging", "tagging", "s3:PutBucketTagging", async (request) => {
    const tags = tagsOfXml(await requiredDocument(request, "Tagging", ["Tag"], taggingSchema), 50);
    change(request, (bucket) => ({ ...bucket, tags }));
    return GONE;
  }),
  setting("DELETE", "DeleteBucketTagging", "tagging", "s3:PutBucketTagging", (request) => {
    change(request, (bucket) => ({ ...bucket, tags: {} }));
    return GONE;
  }),
];

const ownership = setting(
  "GET",
  "GetBucketOwnershipControls",
  "ownershipControls",
  "s3:GetBucketOwnershipControls",
  () => xmlResponse("OwnershipControls", { Rule: { ObjectOwnership: "BucketOwnerEnforced" } }),
);

/** Versioning, public access block, default encryption, tags and ownership of a bucket. */
export const bucketSettings: readonly S3Operation[] = [
  ...versioning,
  ...publicAccess,
  ...encryption,
  ...tagging,
  ownership,
];
