import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import type { Place } from "../e2e/support/place.ts";

/** Remembers what is in the bucket; what it answers takes away whatever has come since. */
export async function bucketKeeper({ admin: { s3 }, local }: Place): Promise<() => Promise<void>> {
  const Bucket = local.describe.bucket;
  const versions = async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    return [...Versions, ...DeleteMarkers].map(({ Key = "", VersionId = "" }) => ({ Key, VersionId }));
  };
  const known = new Set((await versions()).map(({ VersionId }) => VersionId));
  return async () => {
    const now = await versions();
    const left = new Set(now.map(({ VersionId }) => VersionId));
    if ([...known].some((version) => !left.has(version))) throw new Error("A mutant destroyed a version.");
    const Objects = now.filter(({ VersionId }) => !known.has(VersionId));
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    for (const { Key, UploadId } of Uploads)
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  };
}
