import type { Readable } from "node:stream";
import type { Caller, World } from "../../world.ts";
import { streamBody } from "./bodies.ts";
import { copyObject } from "./copy.ts";
import { UNDECLARED } from "./integrity.ts";
import { listObjects } from "./list.ts";
import { findObject, OBJECT_ACTIONS, openObject } from "./read.ts";
import type { ObjectVersionRecord } from "./records.ts";
import { removeObject } from "./remove.ts";
import { bucketOf, type Scope } from "./scope.ts";
import { traced } from "./trail.ts";
import { PLAIN_WRITE, writeObject } from "./write.ts";

/** What an object looks like from outside. */
export interface ObjectHead {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  readonly versionId: string;
}

/** One page of a listing. */
export interface ListPage {
  readonly objects: readonly ObjectHead[];
  readonly commonPrefixes: readonly string[];
  readonly nextToken?: string;
}

/**
 * S3 as a service that works in a caller's name uses it (Transfer's SFTP endpoint): each call is authorised
 * (S3 and, for SSE-KMS objects, KMS), performed and recorded in the trail, exactly as over HTTP.
 * All throw AwsFault: `AccessDenied`, `NoSuchKey`, `NoSuchBucket`.
 */
export interface S3Calls {
  list(caller: Caller, bucket: string, prefix: string, delimiter: string, token?: string): ListPage;
  head(caller: Caller, bucket: string, key: string): ObjectHead;
  /** Bytes from `start` (inclusive) to `end` (inclusive), default all. Streams from disk. */
  get(
    caller: Caller,
    bucket: string,
    key: string,
    range?: { start: number; end: number },
  ): { head: ObjectHead; body: Readable };
  /** Streams to disk in bounded memory, then makes it the current version. KMS is asked before the object exists. */
  put(caller: Caller, bucket: string, key: string, body: Readable): Promise<ObjectHead>;
  copy(caller: Caller, bucket: string, from: string, to: string): Promise<ObjectHead>;
  remove(caller: Caller, bucket: string, key: string): void;
}

/** The S3 service's calls over `world`. */
export function s3Calls(world: World): S3Calls {
  const run = <T>(
    call: {
      name: string;
      readOnly: boolean;
      caller: Caller;
      bucket: string;
      request: Record<string, string>;
    },
    keys: readonly string[],
    perform: (scope: Scope) => T,
  ): T => {
    const scope: Scope = { world, caller: call.caller, requestId: world.id("", 16), context: {} };
    const { name, readOnly, bucket } = call;
    const request = { bucketName: bucket, ...call.request };
    return traced(scope, { name, readOnly, data: true, bucket, keys, request }, () => perform(scope));
  };
  return {
    list: (caller, bucket, prefix, delimiter, token) =>
      run(
        { name: "ListObjects", readOnly: true, caller, bucket, request: { prefix, delimiter } },
        [],
        (scope) => {
          const after = token === undefined ? {} : { after: token };
          const page = listObjects(scope, bucketOf(scope, bucket), { prefix, delimiter, ...after });
          const next = page.next === undefined ? {} : { nextToken: page.next };
          return { objects: page.objects.map(headOf), commonPrefixes: page.commonPrefixes, ...next };
        },
      ),
    head: (caller, bucket, key) =>
      run({ name: "HeadObject", readOnly: true, caller, bucket, request: { key } }, [key], (scope) =>
        headOf(findObject(scope, bucketOf(scope, bucket), { key }, [OBJECT_ACTIONS.read])),
      ),
    get: (caller, bucket, key, range) =>
      run({ name: "GetObject", readOnly: true, caller, bucket, request: { key } }, [key], (scope) => {
        const record = openObject(scope, bucketOf(scope, bucket), { key });
        const body = streamBody(world, record.segments, range?.start ?? 0, range?.end ?? record.size - 1);
        return { head: headOf(record), body };
      }),
    put: (caller, bucket, key, body) =>
      run({ name: "PutObject", readOnly: false, caller, bucket, request: { key } }, [key], async (scope) =>
        headOf(
          await writeObject(scope, bucketOf(scope, bucket), key, PLAIN_WRITE, {
            body,
            integrity: UNDECLARED,
          }),
        ),
      ),
    copy: (caller, bucket, from, to) =>
      run(
        {
          name: "CopyObject",
          readOnly: false,
          caller,
          bucket,
          request: { key: to, "x-amz-copy-source": `${bucket}/${from}` },
        },
        [to, from],
        async (scope) => {
          const record = bucketOf(scope, bucket);
          const request = { ...PLAIN_WRITE, context: { "s3:x-amz-copy-source": `${bucket}/${from}` } };
          const target = { bucket: record, key: to, request, keepAttributes: true, keepTags: true };
          return headOf(
            (await copyObject(scope, { bucket: record, key: from, conditions: {} }, target)).record,
          );
        },
      ),
    remove: (caller, bucket, key) =>
      run({ name: "DeleteObject", readOnly: false, caller, bucket, request: { key } }, [key], (scope) => {
        removeObject(scope, bucketOf(scope, bucket), { key });
      }),
  };
}

function headOf({ key, size, etag, modifiedAt, versionId }: ObjectVersionRecord): ObjectHead {
  return { key, size, etag, modifiedAt, versionId };
}
