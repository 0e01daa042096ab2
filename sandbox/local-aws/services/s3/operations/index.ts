import type { S3Operation } from "../request.ts";
import { unsetSettings } from "./absent.ts";
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
import { putObject } from "./put-object.ts";

/** Every operation that this S3 has. */
export const OPERATIONS: readonly S3Operation[] = [
  ...unsetSettings,
  copyObjectOperation,
  createBucket,
  deleteBucket,
  deleteObject,
  deleteObjects,
  deleteObjectTagging,
  getBucketAcl,
  getBucketLocation,
  getObject,
  getObjectAcl,
  getObjectAttributes,
  getObjectTagging,
  headBucket,
  headObject,
  listBuckets,
  listObjectsV1,
  listObjectsV2,
  listObjectVersions,
  putBucketAcl,
  putObject,
  putObjectAcl,
  putObjectTagging,
];
