import { z } from "zod";
import { AwsFault } from "../../../fault.ts";
import { notImplemented } from "../fault.ts";
import { requiredDocument } from "../parameters.ts";
import type { S3Operation } from "../request.ts";
import { change, DONE, flag, GONE, setting } from "../setting.ts";
import { taggingSchema, tagSet, tagsOfXml } from "../tags.ts";
import { xmlResponse } from "../xml.ts";

const versioningSchema = z.strictObject({
  Status: z.enum(["Enabled", "Suspended"]).optional(),
  MfaDelete: z.enum(["Enabled", "Disabled"]).optional(),
});

const versioning: readonly S3Operation[] = [
  setting("GET", "GetBucketVersioning", "versioning", "s3:GetBucketVersioning", (_request, bucket) =>
    xmlResponse("VersioningConfiguration", bucket.versioning === "" ? {} : { Status: bucket.versioning }),
  ),
  setting(
    "PUT",
    "PutBucketVersioning",
    "versioning",
    "s3:PutBucketVersioning",
    async (request, { objectLock }) => {
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
      if (Status === "Suspended" && objectLock !== undefined) {
        throw new AwsFault(
          "InvalidBucketState",
          409,
          "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        );
      }
      change(request, (bucket) => ({ ...bucket, versioning: Status }));
      return DONE;
    },
  ),
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

const ownershipSchema = z.strictObject({
  Rule: z.strictObject({
    ObjectOwnership: z.enum(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]),
  }),
});

/** With ACLs switched on, this S3 would have to heed them. */
const changeOwnership = setting(
  "PUT",
  "PutBucketOwnershipControls",
  "ownershipControls",
  "s3:PutBucketOwnershipControls",
  async (request) => {
    const { Rule } = await requiredDocument(request, "OwnershipControls", [], ownershipSchema);
    if (Rule.ObjectOwnership !== "BucketOwnerEnforced") throw notImplemented(Rule.ObjectOwnership);
    return DONE;
  },
);

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
  ...tagging,
  changeOwnership,
  ownership,
];
