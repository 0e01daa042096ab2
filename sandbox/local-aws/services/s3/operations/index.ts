import type { S3Operation } from "../request.ts";
import { unsetSettings } from "./absent.ts";
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from "./bucket-policy.ts";
import { bucketSettings } from "./bucket-settings.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.ts";
import { copyObjectOperation } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-object.ts";
import {
  deleteObjectTagging,
  getBucketAcl,
  getObjectAcl,
  getObjectAttributes,
  getObjectTagging,
  putBucketAcl,
  putObjectAcl,
  putObjectTagging,
} from "./describe-object.ts";
import { getObject, headObject } from "./get-object.ts";
import { listObjectsV1, listObjectsV2, listObjectVersions } from "./listing.ts";
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload } from "./multipart.ts";
import { listMultipartUploads, listParts, uploadPart, uploadPartCopy } from "./parts.ts";
import { putObject } from "./put-object.ts";

/** Every operation that this S3 has. */
export const OPERATIONS: readonly S3Operation[] = [
  ...bucketSettings,
  ...unsetSettings,
  abortMultipartUpload,
  completeMultipartUpload,
  copyObjectOperation,
  createBucket,
  createMultipartUpload,
  deleteBucket,
  deleteBucketPolicy,
  deleteObject,
  deleteObjects,
  deleteObjectTagging,
  getBucketAcl,
  getBucketLocation,
  getBucketPolicy,
  getBucketPolicyStatus,
  getObject,
  getObjectAcl,
  getObjectAttributes,
  getObjectTagging,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjectsV1,
  listObjectsV2,
  listObjectVersions,
  listParts,
  putBucketAcl,
  putBucketPolicy,
  putObject,
  putObjectAcl,
  putObjectTagging,
  uploadPart,
  uploadPartCopy,
];
