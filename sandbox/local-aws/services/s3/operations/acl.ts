import { versionHeader } from "../answers.ts";
import { addressedObject, BODY_HEADERS } from "../declared.ts";
import { aclNotSupported } from "../fault.ts";
import { ownerOf } from "../parameters.ts";
import { findObject, OBJECT_ACTIONS } from "../read.ts";
import type { S3Operation } from "../request.ts";
import { authorize, bucketOf } from "../scope.ts";
import { type XmlNode, xmlResponse } from "../xml.ts";

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
