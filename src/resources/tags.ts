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
