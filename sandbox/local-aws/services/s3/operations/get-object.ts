import { AwsFault } from "../../../fault.ts";
import type { WireResponse } from "../../../service.ts";
import { checksumHeaders, objectHeaders } from "../answers.ts";
import { streamBody } from "../bodies.ts";
import { checkRead } from "../conditions.ts";
import { addressedObject, readConditions } from "../declared.ts";
import { useKey } from "../encryption.ts";
import { integerOf } from "../parameters.ts";
import { type ByteRange, parseRange, partRange } from "../range.ts";
import { findObject, OBJECT_ACTIONS, openObject } from "../read.ts";
import type { ObjectVersionRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { bucketOf } from "../scope.ts";

const OVERRIDES: Readonly<Record<string, string>> = {
  "response-content-type": "content-type",
  "response-content-language": "content-language",
  "response-expires": "expires",
  "response-cache-control": "cache-control",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
};

const READ_QUERY = ["versionId", "partNumber", ...Object.keys(OVERRIDES)];

/** GetObject. */
export const getObject: S3Operation = {
  name: "GetObject",
  method: "GET",
  target: "object",
  query: READ_QUERY,
  headers: ["x-amz-checksum-mode"],
  readOnly: true,
  data: true,
  handle(request) {
    const record = openObject(
      request.scope,
      bucketOf(request.scope, request.bucket),
      addressedObject(request),
    );
    const { range, ...answer } = describe(request, record);
    const { start, end } = range ?? { start: 0, end: record.size - 1 };
    return { ...answer, body: streamBody(request.scope.world, record.segments, start, end) };
  },
};

/** HeadObject: GetObject's headers. It reads the key only where it is asked for the checksum. */
export const headObject: S3Operation = {
  name: "HeadObject",
  method: "HEAD",
  target: "object",
  query: READ_QUERY,
  headers: ["x-amz-checksum-mode"],
  readOnly: true,
  data: true,
  handle(request) {
    const { scope, key } = request;
    const bucket = bucketOf(scope, request.bucket);
    const record = findObject(scope, bucket, addressedObject(request), [OBJECT_ACTIONS.read]);
    if (wantsChecksum(request)) useKey(scope, { bucket: bucket.name, key }, record.encryption, "read");
    const { status, headers } = describe(request, record);
    return { status, headers };
  },
};

function wantsChecksum(request: S3Request): boolean {
  return request.header("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
}

function describe(
  request: S3Request,
  record: ObjectVersionRecord,
): WireResponse & { readonly range?: ByteRange } {
  checkRead(readConditions(request), record);
  const partNumber = integerOf(request, "partNumber", { least: 1, most: 10_000 });
  if (partNumber !== undefined && request.header("range") !== undefined) {
    throw new AwsFault(
      "InvalidRequest",
      400,
      "Cannot specify both Range header and partNumber query parameter",
    );
  }
  const range =
    partNumber === undefined
      ? parseRange(request.header("range"), record.size)
      : partRange(record.segments, partNumber);
  const length = range === undefined ? record.size : range.end - range.start + 1;
  const headers = {
    ...objectHeaders(record),
    ...overrides(request),
    ...(partNumber !== undefined && record.etag.includes("-")
      ? { "x-amz-mp-parts-count": String(record.segments.length) }
      : {}),
    ...(wantsChecksum(request) && range === undefined ? checksumHeaders(record.checksum) : {}),
    "content-length": String(length),
  };
  if (range === undefined) return { status: 200, headers };
  const contentRange = `bytes ${range.start}-${range.end}/${record.size}`;
  return { status: 206, headers: { ...headers, "content-range": contentRange }, range };
}

/** @throws AwsFault InvalidRequest for anonymous callers, to whom S3 gives no overrides */
function overrides(request: S3Request): Record<string, string> {
  const given = Object.entries(OVERRIDES).flatMap(([parameter, header]) => {
    const value = request.query(parameter);
    return value === undefined ? [] : [[header, value] as const];
  });
  if (given.length > 0 && request.scope.caller.principal.type === "anonymous") {
    throw new AwsFault(
      "InvalidRequest",
      400,
      "Request specific response headers cannot be used for anonymous GET requests.",
    );
  }
  return Object.fromEntries(given);
}
