import pLimit from "p-limit";
import type { Folder, TaskContext } from "../kind.ts";
import { allPages } from "../read.ts";

/** CopyObject takes no more: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const COPY_LIMIT = 5 * 1024 ** 3;
const PART_BYTES = 1024 ** 3;
const COPIES_AT_ONCE = 8;

interface Source {
  readonly key: string;
  readonly size: number;
}

/** Copies the current version of every object in a folder under `archive`, which ends in a slash. */
export async function archiveFolder(folder: Folder, archive: string, context: TaskContext): Promise<void> {
  const { bucket, prefix, bucketOwner } = folder;
  const objects = await allPages<Source, string>(async (ContinuationToken) => {
    const { output } = await context.aws.send("s3", "ListObjectsV2", {
      Bucket: bucket,
      Prefix: prefix,
      ExpectedBucketOwner: bucketOwner,
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    });
    const items = (output.Contents ?? []).map(({ Key = "", Size = 0 }) => ({ key: Key, size: Size }));
    return { items, next: output.NextContinuationToken };
  });
  const limit = pLimit(COPIES_AT_ONCE);
  const data = objects.filter(({ key }) => key !== prefix);
  await Promise.all(
    data.map((source) =>
      limit(() => copy(folder, source, archive + source.key.slice(prefix.length), context)),
    ),
  );
}

async function copy(folder: Folder, source: Source, key: string, context: TaskContext): Promise<void> {
  const { bucket, bucketOwner } = folder;
  const target = { Bucket: bucket, Key: { $literal: key }, ExpectedBucketOwner: bucketOwner };
  const from = {
    CopySource: { $literal: `${bucket}/${source.key.split("/").map(encodeURIComponent).join("/")}` },
    ExpectedSourceBucketOwner: bucketOwner,
  };
  if (source.size <= COPY_LIMIT) {
    await context.mutate({ service: "s3", operation: "CopyObject", input: { ...target, ...from } });
    return;
  }
  const created = await context.mutate({ service: "s3", operation: "CreateMultipartUpload", input: target });
  const { UploadId = "" } = created as { UploadId?: string };
  const Parts: { PartNumber: number; ETag: string }[] = [];
  for (let start = 0; start < source.size; start += PART_BYTES) {
    const PartNumber = Parts.length + 1;
    const end = Math.min(start + PART_BYTES, source.size) - 1;
    const answer = await context.mutate({
      service: "s3",
      operation: "UploadPartCopy",
      input: { ...target, ...from, UploadId, PartNumber, CopySourceRange: `bytes=${start}-${end}` },
    });
    Parts.push({
      PartNumber,
      ETag: (answer as { CopyPartResult?: { ETag?: string } }).CopyPartResult?.ETag ?? "",
    });
  }
  const input = { ...target, UploadId, MultipartUpload: { Parts } };
  await context.mutate({ service: "s3", operation: "CompleteMultipartUpload", input });
}
