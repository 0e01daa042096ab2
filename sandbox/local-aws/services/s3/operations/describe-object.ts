import { checksumMembers, versionHeader } from "../answers.ts";
import { catalogOf } from "../catalog.ts";
import { addressedObject, BODY_HEADERS } from "../declared.ts";
import { useKey } from "../encryption.ts";
import { invalidArgument } from "../fault.ts";
import { ownerOf, requiredDocument } from "../parameters.ts";
import { findObject, httpDate, OBJECT_ACTIONS } from "../read.ts";
import type { Checksum, ObjectVersionRecord } from "../records.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { aclNotSupported } from "../route.ts";
import { authorize, bucketOf } from "../scope.ts";
import { requestTagContext, taggingSchema, tagSet, tagsOfXml } from "../tags.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

/** GetObjectTagging. */
export const getObjectTagging: S3Operation = {
  name: "GetObjectTagging",
  method: "GET",
  target: "object",
  marks: { query: ["tagging"] },
  query: ["versionId"],
  readOnly: true,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const record = findObject(request.scope, bucket, addressedObject(request), [OBJECT_ACTIONS.tags]);
    return xmlResponse("Tagging", tagSet(record.tags), versionHeader(record));
  },
};

/** PutObjectTagging: replaces all tags. */
export const putObjectTagging: S3Operation = {
  name: "PutObjectTagging",
  method: "PUT",
  target: "object",
  marks: { query: ["tagging"] },
  query: ["versionId"],
  headers: BODY_HEADERS,
  readOnly: false,
  data: true,
  async handle(request) {
    const { scope } = request;
    const bucket = bucketOf(scope, request.bucket);
    const document = await requiredDocument(request, "Tagging", ["Tag"], taggingSchema, { digest: true });
    const tags = tagsOfXml(document, 10);
    const asking = { ...scope, context: { ...scope.context, ...requestTagContext(tags) } };
    const record = findObject(asking, bucket, addressedObject(request), [OBJECT_ACTIONS.putTags]);
    catalogOf(scope.world).put({ ...record, tags });
    return { status: 200, headers: versionHeader(record) };
  },
};

/** DeleteObjectTagging. */
export const deleteObjectTagging: S3Operation = {
  name: "DeleteObjectTagging",
  method: "DELETE",
  target: "object",
  marks: { query: ["tagging"] },
  query: ["versionId"],
  readOnly: false,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const record = findObject(request.scope, bucket, addressedObject(request), [OBJECT_ACTIONS.deleteTags]);
    catalogOf(request.scope.world).put({ ...record, tags: {} });
    return { status: 204, headers: versionHeader(record) };
  },
};

/** An owner with full control, which is all that an ACL says where ACLs are disabled. */
function ownerAcl(account: string): XmlNode {
  const { ID } = ownerOf(account);
  // The type of a grantee is an attribute in S3's XML, and SDKs read it.
  return { Owner: { ID }, AccessControlList: { Grant: { GRANTEE: ID, Permission: "FULL_CONTROL" } } };
}

function aclResponse(account: string, headers: Record<string, string>) {
  const response = xmlResponse("AccessControlPolicy", ownerAcl(account), headers);
  const body = String(response.body).replace(
    /<GRANTEE>(\w+)<\/GRANTEE>/,
    '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>$1</ID></Grantee>',
  );
  return { ...response, body };
}

/** GetObjectAcl. */
export const getObjectAcl: S3Operation = {
  name: "GetObjectAcl",
  method: "GET",
  target: "object",
  marks: { query: ["acl"] },
  query: ["versionId"],
  readOnly: true,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const record = findObject(request.scope, bucket, addressedObject(request), [OBJECT_ACTIONS.acl]);
    return aclResponse(bucket.account, versionHeader(record));
  },
};

/** PutObjectAcl: ACLs are disabled. */
export const putObjectAcl: S3Operation = {
  name: "PutObjectAcl",
  method: "PUT",
  target: "object",
  marks: { query: ["acl"] },
  query: ["versionId"],
  headers: ["x-amz-acl", "x-amz-grant-*", ...BODY_HEADERS],
  readOnly: false,
  data: true,
  handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    findObject(request.scope, bucket, addressedObject(request), [OBJECT_ACTIONS.putAcl]);
    throw aclNotSupported();
  },
};

/** GetBucketAcl. */
export const getBucketAcl: S3Operation = {
  name: "GetBucketAcl",
  method: "GET",
  target: "bucket",
  marks: { query: ["acl"] },
  readOnly: true,
  data: false,
  handle({ scope, bucket }) {
    const record = bucketOf(scope, bucket);
    authorize(scope, record, { action: "s3:GetBucketAcl" });
    return aclResponse(record.account, {});
  },
};

/** PutBucketAcl: ACLs are disabled. */
export const putBucketAcl: S3Operation = {
  name: "PutBucketAcl",
  method: "PUT",
  target: "bucket",
  marks: { query: ["acl"] },
  headers: ["x-amz-acl", "x-amz-grant-*", ...BODY_HEADERS],
  readOnly: false,
  data: false,
  handle({ scope, bucket }) {
    authorize(scope, bucketOf(scope, bucket), { action: "s3:PutBucketAcl" });
    throw aclNotSupported();
  },
};

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
