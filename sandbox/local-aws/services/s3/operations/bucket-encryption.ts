import { z } from "zod";
import { accountOf } from "../../../caller.ts";
import { AwsFault } from "../../../fault.ts";
import type { BucketRecord } from "../../../tables.ts";
import { keyArnOf } from "../encryption.ts";
import { malformedXml, notImplemented } from "../fault.ts";
import { requiredDocument } from "../parameters.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { change, DONE, flag, GONE, setting } from "../setting.ts";
import { xmlResponse } from "../xml.ts";

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

/** Default encryption of a bucket. */
export const bucketEncryption: readonly S3Operation[] = [
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
