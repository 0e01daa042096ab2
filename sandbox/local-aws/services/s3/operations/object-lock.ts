import { z } from "zod";
import { AwsFault } from "../../../fault.ts";
import { requiredDocument } from "../parameters.ts";
import type { S3Operation } from "../request.ts";
import { change, DONE, setting } from "../setting.ts";
import { xmlResponse } from "../xml.ts";

const ACTION = "s3:PutBucketObjectLockConfiguration";

const amount = z.string().regex(/^[1-9]\d{0,4}$/);

const lockSchema = z.strictObject({
  ObjectLockEnabled: z.literal("Enabled"),
  Rule: z
    .strictObject({
      DefaultRetention: z
        .strictObject({
          Mode: z.enum(["GOVERNANCE", "COMPLIANCE"]),
          Days: amount.optional(),
          Years: amount.optional(),
        })
        .refine(({ Days, Years }) => (Days === undefined) !== (Years === undefined)),
    })
    .optional(),
});

const DAYS_OF_A_YEAR = 365;

/**
 * The lock of a bucket: each new version is kept for the default retention.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
 */
export const objectLock: readonly S3Operation[] = [
  setting(
    "GET",
    "GetObjectLockConfiguration",
    "object-lock",
    "s3:GetBucketObjectLockConfiguration",
    (_request, { name, objectLock: lock }) => {
      if (lock === undefined) {
        throw new AwsFault(
          "ObjectLockConfigurationNotFoundError",
          404,
          "Object Lock configuration does not exist for this bucket",
          { BucketName: name },
        );
      }
      const { retention } = lock;
      const DefaultRetention =
        retention === undefined ? undefined : { Mode: retention.mode, Days: String(retention.days) };
      return xmlResponse("ObjectLockConfiguration", {
        ObjectLockEnabled: "Enabled",
        Rule: DefaultRetention === undefined ? undefined : { DefaultRetention },
      });
    },
  ),
  setting("PUT", "PutObjectLockConfiguration", "object-lock", ACTION, async (request, { versioning }) => {
    const { Rule } = await requiredDocument(request, "ObjectLockConfiguration", [], lockSchema);
    if (versioning !== "Enabled") {
      throw new AwsFault(
        "InvalidBucketState",
        409,
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      );
    }
    const { Mode: mode, Days, Years } = Rule?.DefaultRetention ?? {};
    const days = Number(Days ?? Number(Years ?? 0) * DAYS_OF_A_YEAR);
    change(request, (bucket) => ({
      ...bucket,
      objectLock: mode === undefined ? {} : { retention: { mode, days } },
    }));
    return DONE;
  }),
];
