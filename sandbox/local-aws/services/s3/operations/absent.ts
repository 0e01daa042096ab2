import { AwsFault } from "../../../fault.ts";
import type { S3Operation } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

/** Sub-resources that S3 has and this one leaves out, but for the reads below. */
export const ABSENT_SUBRESOURCES: ReadonlySet<string> = new Set([
  "accelerate",
  "analytics",
  "cors",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "logging",
  "metadataConfiguration",
  "metadataTable",
  "metrics",
  "notification",
  "renameObject",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "session",
  "torrent",
  "website",
]);

/** The read of a bucket setting that can't be set here: it answers what AWS answers for an unset one. */
interface UnsetSetting {
  readonly name: string;
  readonly action: string;
  readonly subresource: string;
  /** Root element and content where AWS has an answer for the unset setting, else its error. */
  readonly answer:
    | { readonly root: string; readonly content: XmlNode }
    | { readonly code: string; readonly message: string };
}

const UNSET: readonly UnsetSetting[] = [
  {
    name: "GetBucketLifecycleConfiguration",
    action: "s3:GetLifecycleConfiguration",
    subresource: "lifecycle",
    answer: { code: "NoSuchLifecycleConfiguration", message: "The lifecycle configuration does not exist" },
  },
  {
    name: "GetBucketCors",
    action: "s3:GetBucketCORS",
    subresource: "cors",
    answer: { code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist" },
  },
  {
    name: "GetBucketWebsite",
    action: "s3:GetBucketWebsite",
    subresource: "website",
    answer: {
      code: "NoSuchWebsiteConfiguration",
      message: "The specified bucket does not have a website configuration",
    },
  },
  {
    name: "GetBucketReplication",
    action: "s3:GetReplicationConfiguration",
    subresource: "replication",
    answer: {
      code: "ReplicationConfigurationNotFoundError",
      message: "The replication configuration was not found",
    },
  },
  {
    name: "GetBucketNotificationConfiguration",
    action: "s3:GetBucketNotification",
    subresource: "notification",
    answer: { root: "NotificationConfiguration", content: {} },
  },
  {
    name: "GetBucketLogging",
    action: "s3:GetBucketLogging",
    subresource: "logging",
    answer: { root: "BucketLoggingStatus", content: {} },
  },
  {
    name: "GetBucketAccelerateConfiguration",
    action: "s3:GetAccelerateConfiguration",
    subresource: "accelerate",
    answer: { root: "AccelerateConfiguration", content: {} },
  },
  {
    name: "GetBucketRequestPayment",
    action: "s3:GetBucketRequestPayment",
    subresource: "requestPayment",
    answer: { root: "RequestPaymentConfiguration", content: { Payer: "BucketOwner" } },
  },
];

/** Reads of the settings that stay unset. */
export const unsetSettings: readonly S3Operation[] = UNSET.map(({ name, action, subresource, answer }) => ({
  name,
  method: "GET",
  target: "bucket",
  marks: { query: [subresource] },
  readOnly: true,
  data: false,
  handle({ scope, bucket }) {
    authorize(scope, bucketOf(scope, bucket), { action });
    if ("root" in answer) return xmlResponse(answer.root, answer.content);
    throw new AwsFault(answer.code, 404, answer.message, { BucketName: bucket });
  },
}));
