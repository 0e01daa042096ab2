import { z } from "zod";
import type { WireResponse } from "../../service.ts";
import type { BucketRecord } from "../../tables.ts";
import { BODY_HEADERS } from "./declared.ts";
import type { S3Operation, S3Request } from "./request.ts";
import { authorize, bucketOf } from "./scope.ts";

/** A bucket setting's operation: authorised by `action`, then performed on the bucket. */
export function setting(
  method: "GET" | "PUT" | "DELETE",
  name: string,
  subresource: string,
  action: string,
  perform: (request: S3Request, bucket: BucketRecord) => Promise<WireResponse> | WireResponse,
): S3Operation {
  return {
    name,
    method,
    target: "bucket",
    marks: { query: [subresource] },
    headers: method === "PUT" ? BODY_HEADERS : [],
    readOnly: method === "GET",
    data: false,
    handle(request) {
      const bucket = bucketOf(request.scope, request.bucket);
      authorize(request.scope, bucket, { action });
      return perform(request, bucket);
    },
  };
}

/** Changes a bucket as it is now: the request's body may have taken its time. */
export function change(request: S3Request, update: (bucket: BucketRecord) => BucketRecord): void {
  const bucket = bucketOf(request.scope, request.bucket);
  request.scope.world.table("s3.buckets").set(bucket.name, update(bucket));
}

/** The answer of a PUT. */
export const DONE: WireResponse = { status: 200, headers: {} };
/** The answer where nothing is left to say. */
export const GONE: WireResponse = { status: 204, headers: {} };

/** A boolean element of a setting's document. */
export const flag = z.enum(["true", "false"]).optional();
