import type { Answer, OutputOf } from "../../aws/aws.ts";
import { vendorError } from "../../core/errors.ts";
import type { Folder, TaskContext } from "../kind.ts";

interface Version {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** What DeleteObjects answers beside the deleted. */
interface Deletion {
  readonly Errors?: readonly { readonly Key?: string; readonly Code?: string }[];
}

/** Deletes every version of every object in a folder, and uploads that never ended. */
export async function emptyFolder(folder: Folder, context: TaskContext): Promise<void> {
  await abortUploads(folder, context);
  await deleteVersions(folder, context, () => true);
}

/** Deletes every version of one object and of no other that begins alike. */
export async function deleteObject(folder: Folder, context: TaskContext): Promise<void> {
  await deleteVersions(folder, context, (key) => key === folder.prefix);
}

/**
 * Deletes the versions of one object that are newer than `versionId`; nothing where that one is no longer there.
 * Versions are listed newest first: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function deleteSince(folder: Folder, versionId: string, context: TaskContext): Promise<void> {
  const { bucket, prefix, bucketOwner } = folder;
  const { output } = await context.aws.send("s3", "ListObjectVersions", {
    Bucket: bucket,
    Prefix: prefix,
    ExpectedBucketOwner: bucketOwner,
  });
  const versions = (output.Versions ?? []).filter(({ Key }) => Key === prefix);
  const at = versions.findIndex((version) => version.VersionId === versionId);
  if (at > 0) await deleteBatch(folder, context, versions.slice(0, at));
}

async function deleteVersions(
  folder: Folder,
  context: TaskContext,
  wanted: (key: string) => boolean,
): Promise<void> {
  const { bucket, prefix, bucketOwner } = folder;
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const { output }: Answer<OutputOf<"s3", "ListObjectVersions">> = await context.aws.send(
      "s3",
      "ListObjectVersions",
      {
        Bucket: bucket,
        Prefix: prefix,
        ExpectedBucketOwner: bucketOwner,
        ...marker,
      },
    );
    const listed: readonly Version[] = [...(output.Versions ?? []), ...(output.DeleteMarkers ?? [])];
    const found = listed.filter(({ Key }) => Key !== undefined && wanted(Key));
    if (found.length > 0) await deleteBatch(folder, context, found);
    // Keys come in order and the one that equals the prefix is the first: a page without it ends the search.
    marker =
      output.IsTruncated && found.length > 0 && output.NextKeyMarker !== undefined
        ? {
            KeyMarker: output.NextKeyMarker,
            ...(output.NextVersionIdMarker === undefined
              ? {}
              : { VersionIdMarker: output.NextVersionIdMarker }),
          }
        : undefined;
  }
}

/** Deletes up to 1,000 versions in one request: a page of ListObjectVersions never holds more. */
async function deleteBatch(
  folder: Folder,
  { mutate }: TaskContext,
  versions: readonly Version[],
): Promise<void> {
  const { bucket, prefix, bucketOwner } = folder;
  const answer = (await mutate({
    service: "s3",
    operation: "DeleteObjects",
    input: {
      Bucket: bucket,
      ExpectedBucketOwner: bucketOwner,
      Delete: {
        Quiet: true,
        Objects: versions.map(({ Key = "", VersionId = "null" }) => ({ Key: { $literal: Key }, VersionId })),
      },
    },
  })) as Deletion | undefined;
  const [first, ...others] = answer?.Errors ?? [];
  if (first === undefined) return;
  throw vendorError("deleteIncomplete", {
    bucket,
    prefix,
    failed: others.length + 1,
    first: `${first.Key ?? "?"} (${first.Code ?? "?"})`,
  });
}

async function abortUploads(
  { bucket, prefix, bucketOwner }: Folder,
  { aws, mutate }: TaskContext,
): Promise<void> {
  const bucketOf = { Bucket: bucket, ExpectedBucketOwner: bucketOwner };
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const { output }: Answer<OutputOf<"s3", "ListMultipartUploads">> = await aws.send(
      "s3",
      "ListMultipartUploads",
      {
        ...bucketOf,
        Prefix: prefix,
        ...marker,
      },
    );
    for (const { Key = "", UploadId = "" } of output.Uploads ?? []) {
      await mutate({
        service: "s3",
        operation: "AbortMultipartUpload",
        input: { ...bucketOf, Key: { $literal: Key }, UploadId },
        settledBy: ["NoSuchUpload"],
      });
    }
    marker =
      output.IsTruncated && output.NextKeyMarker !== undefined && output.NextUploadIdMarker !== undefined
        ? { KeyMarker: output.NextKeyMarker, UploadIdMarker: output.NextUploadIdMarker }
        : undefined;
  }
}
