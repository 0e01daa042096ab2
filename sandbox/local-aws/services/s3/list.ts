import type { BucketRecord } from "../../tables.ts";
import { catalogOf } from "./catalog.ts";
import { itemName, takePage, walkKeys } from "./listing.ts";
import type { ObjectVersionRecord } from "./records.ts";
import { authorize, type Scope } from "./scope.ts";

/** What a list request says; what it leaves out is no condition key. */
export interface ListRequest {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly maxKeys?: number;
  /** Begin behind this key or common prefix. */
  readonly after?: string;
}

/** One page of current objects. */
interface ObjectPage {
  readonly objects: readonly ObjectVersionRecord[];
  readonly commonPrefixes: readonly string[];
  /** Key or common prefix behind which the next page begins. */
  readonly next?: string;
}

/** One page of versions and delete markers, newest first within a key. */
interface VersionPage {
  readonly versions: readonly (ObjectVersionRecord & { readonly isLatest: boolean })[];
  readonly commonPrefixes: readonly string[];
  readonly next?: { readonly key: string; readonly versionId?: string };
}

/** S3 returns no more in one page. */
export const MAX_KEYS = 1000;

/**
 * Condition keys of a list: only those that the request gave, so that a policy's `StringLike s3:prefix` refuses a list without one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
function listContext(request: ListRequest): Record<string, string> {
  return {
    ...(request.prefix === undefined ? {} : { "s3:prefix": request.prefix }),
    ...(request.delimiter === undefined ? {} : { "s3:delimiter": request.delimiter }),
    ...(request.maxKeys === undefined ? {} : { "s3:max-keys": String(request.maxKeys) }),
  };
}

/** Lists current objects. @throws AwsFault AccessDenied */
export function listObjects(scope: Scope, bucket: BucketRecord, request: ListRequest): ObjectPage {
  authorize(scope, bucket, { action: "s3:ListBucket", context: listContext(request) });
  const catalog = catalogOf(scope.world);
  const query = {
    prefix: request.prefix ?? "",
    delimiter: request.delimiter ?? "",
    after: request.after ?? "",
  };
  const visible = (key: string) => catalog.current(bucket.name, key)?.deleteMarker === false;
  const items = walkKeys(catalog.keys(bucket.name), query, visible);
  const { page, more } = takePage(items, Math.min(request.maxKeys ?? MAX_KEYS, MAX_KEYS));
  const last = page.at(-1);
  return {
    objects: page
      .map((item) => ("key" in item ? catalog.current(bucket.name, item.key) : undefined))
      .filter((record) => record !== undefined),
    commonPrefixes: page.flatMap((item) => ("key" in item ? [] : [item.commonPrefix])),
    ...(more && last !== undefined ? { next: itemName(last) } : {}),
  };
}

type VersionItem =
  | { readonly prefix: string }
  | { readonly version: ObjectVersionRecord; readonly isLatest: boolean };

/**
 * Lists versions.
 * @param afterVersion version of the key `request.after` behind which to begin; absent: behind the whole key
 * @throws AwsFault AccessDenied
 */
export function listVersions(
  scope: Scope,
  bucket: BucketRecord,
  request: ListRequest,
  afterVersion?: string,
): VersionPage {
  authorize(scope, bucket, { action: "s3:ListBucketVersions", context: listContext(request) });
  const { page, more } = takePage(
    versionItems(scope, bucket, request, afterVersion),
    Math.min(request.maxKeys ?? MAX_KEYS, MAX_KEYS),
  );
  const last = page.at(-1);
  return {
    versions: page.flatMap((item) =>
      "version" in item ? [{ ...item.version, isLatest: item.isLatest }] : [],
    ),
    commonPrefixes: page.flatMap((item) => ("prefix" in item ? [item.prefix] : [])),
    ...(more && last !== undefined ? { next: nextMarker(last) } : {}),
  };
}

function nextMarker(item: VersionItem): { key: string; versionId?: string } {
  if ("prefix" in item) return { key: item.prefix };
  return { key: item.version.key, versionId: item.version.versionId };
}

function* versionItems(
  scope: Scope,
  bucket: BucketRecord,
  request: ListRequest,
  afterVersion: string | undefined,
): Generator<VersionItem> {
  const catalog = catalogOf(scope.world);
  const after = request.after ?? "";
  const prefix = request.prefix ?? "";
  if (afterVersion !== undefined && after.startsWith(prefix)) {
    const versions = catalog.versions(bucket.name, after);
    const position = versions.findIndex(({ versionId }) => versionId === afterVersion);
    for (const version of position < 0 ? [] : versions.slice(position + 1))
      yield { version, isLatest: false };
  }
  const query = { prefix, delimiter: request.delimiter ?? "", after };
  for (const item of walkKeys(catalog.keys(bucket.name), query, () => true)) {
    if ("commonPrefix" in item) yield { prefix: item.commonPrefix };
    else {
      const versions = catalog.versions(bucket.name, item.key);
      for (const version of versions) yield { version, isLatest: version === versions[0] };
    }
  }
}
