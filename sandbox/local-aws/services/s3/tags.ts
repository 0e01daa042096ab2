import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import type { Tags } from "../../tables.ts";
import type { XmlNode } from "./xml.ts";

/** `<Tagging><TagSet><Tag>…`, as it arrives. */
export const taggingSchema = z.strictObject({
  TagSet: z.union([
    z.literal(""),
    z.strictObject({ Tag: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional() }),
  ]),
});

/** @throws AwsFault InvalidTag */
export function tagsOfXml(tagging: z.infer<typeof taggingSchema>, limit: number): Tags {
  const list = tagging.TagSet === "" ? [] : (tagging.TagSet.Tag ?? []);
  return checkedTags(
    list.map(({ Key, Value }) => [Key, Value]),
    limit,
  );
}

/** Tags of the `x-amz-tagging` header: URL-encoded pairs. @throws AwsFault InvalidTag */
export function tagsOfHeader(header: string | undefined): Tags {
  return header === undefined ? {} : checkedTags([...new URLSearchParams(header)], 10);
}

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
function checkedTags(pairs: readonly (readonly [string, string])[], limit: number): Tags {
  const names = pairs.map(([name]) => name);
  if (pairs.length > limit) {
    throw new AwsFault("BadRequest", 400, `Object tags cannot be greater than ${limit}`);
  }
  if (new Set(names).size !== names.length) {
    throw new AwsFault("InvalidTag", 400, "Cannot provide multiple Tags with the same key");
  }
  for (const [name, value] of pairs) {
    if (name.length < 1 || name.length > 128 || !ALLOWED.test(name)) throw invalidTag("TagKey", name);
    if (value.length > 256 || !ALLOWED.test(value)) throw invalidTag("TagValue", value);
    if (name.toLowerCase().startsWith("aws:")) {
      throw new AwsFault("InvalidTag", 400, "System tags cannot be added/updated by requester");
    }
  }
  return Object.fromEntries(pairs);
}

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function invalidTag(what: string, value: string): AwsFault {
  return new AwsFault("InvalidTag", 400, `The ${what} you have provided is invalid`, { [what]: value });
}

/** `<Tagging>`'s content. */
export function tagSet(tags: Tags): XmlNode {
  return { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } };
}

/** Condition keys of tags that a request sets. */
export function requestTagContext(tags: Tags): Record<string, string | readonly string[]> {
  const names = Object.keys(tags);
  if (names.length === 0) return {};
  return {
    ...Object.fromEntries(
      Object.entries(tags).map(([name, value]) => [`s3:RequestObjectTag/${name}`, value]),
    ),
    "s3:RequestObjectTagKeys": names,
  };
}
