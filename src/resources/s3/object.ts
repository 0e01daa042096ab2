import type { Aws } from "../../aws/aws.ts";
import type { Call } from "../../core/call.ts";
import type { Claim } from "../kind.ts";
import { otherTags } from "../ownership.ts";
import { ifFound } from "../read.ts";
import { taggingHeader, tagList, tagsOf } from "../tags.ts";

/** Where an object is, and whose bucket that must be. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly bucketOwner: string;
}

type Tags = Readonly<Record<string, string>>;

const where = ({ bucket, key, bucketOwner }: Place) => ({
  Bucket: bucket,
  Key: key,
  ExpectedBucketOwner: bucketOwner,
});

/** The object's metadata and tags, or `undefined` where there is none. */
export async function readObject(place: Place, aws: Aws) {
  const head = await ifFound(aws.send("s3", "HeadObject", where(place)));
  if (head === undefined) return undefined;
  const tagging = await ifFound(aws.send("s3", "GetObjectTagging", where(place)));
  return { head, owner: tagsOf(tagging?.TagSet) };
}

/** Writes an object with its ownership tags. */
export function putObject(place: Place, tags: Tags, more: Call["input"]): Call {
  return {
    service: "s3",
    operation: "PutObject",
    input: { ...where(place), Tagging: taggingHeader(tags), ...more },
  };
}

/** Sets the ownership tags of an object that is there; S3 replaces all tags at once, so those of others go along. */
export function tagObject(place: Place, live: Tags, tags: Tags): Call {
  return putTags(place, { ...live, ...tags });
}

/** Marks an object that is nobody's, and takes that back: the tags of others stay. */
export function claimObject(place: Place, live: Tags, tags: Tags): Claim {
  const left = otherTags(live);
  const untag: Call =
    Object.keys(left).length > 0
      ? putTags(place, left)
      : { service: "s3", operation: "DeleteObjectTagging", input: where(place) };
  return {
    take: { calls: [tagObject(place, live, tags)] },
    release: { calls: [{ ...untag, settledBy: ["NoSuchKey"] }] },
  };
}

function putTags(place: Place, tags: Tags): Call {
  return {
    service: "s3",
    operation: "PutObjectTagging",
    input: { ...where(place), Tagging: { TagSet: tagList(tags) } },
  };
}

/** An object's ARN. */
export function objectArn(partition: string, { bucket, key }: Pick<Place, "bucket" | "key">): string {
  return `arn:${partition}:s3:::${bucket}/${key}`;
}
