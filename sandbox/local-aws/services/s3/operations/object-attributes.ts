import { checksumMembers, versionHeader } from "../answers.ts";
import { addressedObject } from "../declared.ts";
import { useKey } from "../encryption.ts";
import { invalidArgument } from "../fault.ts";
import { findObject, httpDate, OBJECT_ACTIONS } from "../read.ts";
import type { Checksum, ObjectVersionRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { bucketOf } from "../scope.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** GetObjectAttributes. */
export const getObjectAttributes: S3Operation = {
  name: "GetObjectAttributes",
  method: "GET",
  target: "object",
  marks: { query: ["attributes"] },
  query: ["versionId"],
  headers: ["x-amz-object-attributes", "x-amz-max-parts", "x-amz-part-number-marker"],
  readOnly: true,
  data: true,
  handle(request) {
    const { scope, key } = request;
    const bucket = bucketOf(scope, request.bucket);
    const asked = (request.header("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
    const wrong = asked.find((name) => !ATTRIBUTES.includes(name));
    if (wrong !== undefined)
      throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", wrong);
    const actions = [OBJECT_ACTIONS.read, OBJECT_ACTIONS.attributes];
    const record = findObject(scope, bucket, addressedObject(request), actions);
    useKey(scope, { bucket: bucket.name, key }, record.encryption, "read");
    return xmlResponse(
      "GetObjectAttributesResponse",
      {
        ETag: asked.includes("ETag") ? record.etag : undefined,
        Checksum: asked.includes("Checksum") ? optional(checksumMembers(record.checksum)) : undefined,
        ObjectParts: asked.includes("ObjectParts") ? objectParts(request, record) : undefined,
        StorageClass: asked.includes("StorageClass") ? "STANDARD" : undefined,
        ObjectSize: asked.includes("ObjectSize") ? record.size : undefined,
      },
      { ...versionHeader(record), "last-modified": httpDate(record.modifiedAt) },
    );
  },
};

function optional(node: XmlNode): XmlNode | undefined {
  return Object.keys(node).length === 0 ? undefined : node;
}

/** S3 lists the parts only of uploads with composite checksums; else it tells their number. */
function objectParts(request: S3Request, record: ObjectVersionRecord): XmlNode | undefined {
  if (!record.etag.includes("-")) return undefined;
  const total = record.segments.length;
  const { checksum, partChecksums } = record;
  if (checksum === undefined || partChecksums === undefined) return { PartsCount: total };
  const after = Number(request.header("x-amz-part-number-marker") ?? 0);
  const most = Math.min(Number(request.header("x-amz-max-parts") ?? 1000), 1000);
  const page = record.segments
    .map((segment, index) => part(index + 1, segment.size, checksum, partChecksums[index]))
    .slice(after, after + most);
  return {
    PartsCount: total,
    PartNumberMarker: after,
    NextPartNumberMarker: after + page.length,
    MaxParts: most,
    IsTruncated: after + page.length < total,
    Part: page,
  };
}

function part(number: number, size: number, checksum: Checksum, value: string | undefined): XmlNode {
  return { PartNumber: number, Size: size, [`Checksum${checksum.algorithm}`]: value };
}
