import { checksumMembers, versionHeader } from "../answers.ts";
import { copyObject } from "../copy.ts";
import { COPY_SOURCE_HEADERS, copySourceOf } from "../copy-source.ts";
import { WRITE_HEADERS, writeRequest } from "../declared.ts";
import { encryptionHeaders } from "../encryption.ts";
import { invalidArgument } from "../fault.ts";
import { algorithmNamed } from "../integrity.ts";
import { isoTime } from "../parameters.ts";
import type { S3Operation, S3Request } from "../request.ts";
import { bucketOf } from "../scope.ts";
import { xmlResponse } from "../xml.ts";

/** CopyObject. */
export const copyObjectOperation: S3Operation = {
  name: "CopyObject",
  method: "PUT",
  target: "object",
  marks: { headers: ["x-amz-copy-source"] },
  headers: [
    ...WRITE_HEADERS,
    ...COPY_SOURCE_HEADERS,
    "x-amz-metadata-directive",
    "x-amz-tagging-directive",
    "x-amz-checksum-algorithm",
  ],
  readOnly: false,
  data: true,
  async handle(request) {
    const bucket = bucketOf(request.scope, request.bucket);
    const from = copySourceOf(request);
    const algorithm = request.header("x-amz-checksum-algorithm");
    const { source, record } = await copyObject(request.scope, from, {
      bucket,
      key: request.key,
      request: writeRequest(request),
      keepAttributes: keeps(request, "x-amz-metadata-directive"),
      keepTags: keeps(request, "x-amz-tagging-directive"),
      ...(algorithm === undefined ? {} : { algorithm: algorithmNamed(algorithm) }),
    });
    const sourceVersion =
      source.versionId === "null" ? {} : { "x-amz-copy-source-version-id": source.versionId };
    return xmlResponse(
      "CopyObjectResult",
      {
        LastModified: isoTime(record.modifiedAt),
        ETag: `"${record.etag}"`,
        ...checksumMembers(record.checksum),
      },
      { ...encryptionHeaders(record.encryption), ...versionHeader(record), ...sourceVersion },
    );
  },
};

function keeps(request: S3Request, directive: string): boolean {
  const value = request.header(directive) ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value === "COPY";
  throw invalidArgument(`Unknown ${directive.replace("x-amz-", "").replace("-", " ")}.`, directive, value);
}
