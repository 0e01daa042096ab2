/** Tags as most AWS services send them. */
type Tag = { readonly Key: string; readonly Value: string };

type Tags = Readonly<Record<string, string>>;

/** Tags as AWS's list of pairs. */
export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** AWS's list of pairs as tags. */
export function tagsOf(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries(
    (list ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])),
  );
}

/** Tags as the `x-amz-tagging` header takes them: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export function taggingHeader(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");
}

/** Whether every one of `wanted` is among `found`. */
export function hasTags(found: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => found[key] === value);
}

/**
 * What has to be set and taken away so that tags are as they were `before`; foreign tags are left alone.
 * @returns `set`: absent where none differs
 */
export function changedTags(
  now: Tags,
  before: Tags,
): { readonly set?: Tags; readonly unset: readonly string[] } {
  const set = Object.entries(before).filter(([key, value]) => now[key] !== value);
  const unset = Object.keys(now).filter((key) => key.startsWith(TAG_PREFIX) && !(key in before));
  return { unset, ...(set.length === 0 ? {} : { set: Object.fromEntries(set) }) };
}

/** All of vendor's own tags begin with it. */
const TAG_PREFIX = "vendor:";
