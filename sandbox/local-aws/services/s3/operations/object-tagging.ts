import { versionHeader } from "../answers.ts";
import { catalogOf } from "../catalog.ts";
import { addressedObject, BODY_HEADERS } from "../declared.ts";
import { requiredDocument } from "../parameters.ts";
import { findObject, OBJECT_ACTIONS } from "../read.ts";
import type { S3Operation } from "../request.ts";
import { bucketOf } from "../scope.ts";
import { requestTagContext, taggingSchema, tagSet, tagsOfXml } from "../tags.ts";
import { xmlResponse } from "../xml.ts";

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
