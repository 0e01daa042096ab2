import type { S3Operation } from "../request.ts";
import { unsetSettings } from "./absent.ts";
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from "./acl.ts";
import { bucketEncryption } from "./bucket-encryption.ts";
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
import { getObject, headObject } from "./get-object.ts";
import { listObjectsV1, listObjectsV2, listObjectVersions } from "./listing.ts";
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload } from "./multipart.ts";
import { getObjectAttributes } from "./object-attributes.ts";
import { objectLock } from "./object-lock.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./object-tagging.ts";
import { uploadPart, uploadPartCopy } from "./parts.ts";
import { putObject } from "./put-object.ts";
import { listMultipartUploads, listParts } from "./upload-lists.ts";

/** Every operation that this S3 has. */
export const OPERATIONS: readonly S3Operation[] = [
  ...bucketEncryption,
  ...bucketSettings,
  ...objectLock,
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
