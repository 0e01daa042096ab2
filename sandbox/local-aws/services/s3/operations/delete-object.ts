import { z } from "zod";
import { AwsFault } from "../../../fault.ts";
import type { BucketRecord } from "../../../tables.ts";
import { addressedObject, BODY_HEADERS, writeConditions } from "../declared.ts";
import { malformedXml } from "../fault.ts";
import { requiredDocument } from "../parameters.ts";
import { type Removal, removeObject } from "../remove.ts";
import type { S3Operation } from "../request.ts";
import { bucketOf, type Scope } from "../scope.ts";
import { traced } from "../trail.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

/** DeleteObject. */
export const deleteObject: S3Operation = {
  name: "DeleteObject",
  method: "DELETE",
  target: "object",
  query: ["versionId"],
  readOnly: false,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const removal = removeObject(
      request.scope,
      bucket,
      addressedObject(request),
      writeConditions(request).ifMatch,
    );
    return {
      status: 204,
      headers: {
        ...(removal.versionId === undefined ? {} : { "x-amz-version-id": removal.versionId }),
        ...(removal.deleteMarker ? { "x-amz-delete-marker": "true" } : {}),
      },
    };
  },
};

const flag = z.enum(["true", "false"]);
const deleteSchema = z.strictObject({
  Object: z
    .array(
      z.strictObject({
        Key: z.string().min(1),
        VersionId: z.string().optional(),
        ETag: z.string().optional(),
      }),
    )
    .min(1)
    .max(1000),
  Quiet: flag.optional(),
});

type Entry = z.infer<typeof deleteSchema>["Object"][number];

/** DeleteObjects: each key is authorised, deleted and recorded for itself. */
export const deleteObjects: S3Operation = {
  name: "DeleteObjects",
  method: "POST",
  target: "bucket",
  marks: { query: ["delete"] },
  headers: BODY_HEADERS,
  readOnly: false,
  data: true,
  async handle(request) {
    const { scope } = request;
    const bucket = bucketOf(scope, request.bucket);
    const document = await requiredDocument(request, "Delete", ["Object"], deleteSchema, { digest: true });
    if (document.Object.some(({ Key }) => Buffer.byteLength(Key) > 1024)) throw malformedXml();
    const results = document.Object.map((entry) => removeEntry(scope, bucket, entry));
    const deleted = results.flatMap((result) => ("deleted" in result ? [result.deleted] : []));
    const errors = results.flatMap((result) => ("error" in result ? [result.error] : []));
    return xmlResponse("DeleteResult", { Deleted: document.Quiet === "true" ? [] : deleted, Error: errors });
  },
};

function removeEntry(
  scope: Scope,
  bucket: BucketRecord,
  entry: Entry,
): { deleted: XmlNode } | { error: XmlNode } {
  const versionId = entry.VersionId === "" ? undefined : entry.VersionId;
  const at = { key: entry.Key, ...(versionId === undefined ? {} : { versionId }) };
  const request = { bucketName: bucket.name, key: entry.Key };
  const call = {
    name: "DeleteObject",
    readOnly: false,
    data: true,
    bucket: bucket.name,
    keys: [entry.Key],
    request,
  };
  try {
    const removal = traced(scope, call, () => removeObject(scope, bucket, at, entry.ETag));
    return { deleted: { Key: entry.Key, VersionId: versionId, ...markerMembers(removal) } };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return { error: { Key: entry.Key, VersionId: versionId, Code: error.code, Message: error.message } };
  }
}

function markerMembers(removal: Removal): XmlNode {
  if (!removal.deleteMarker) return {};
  return { DeleteMarker: true, DeleteMarkerVersionId: removal.versionId };
}
