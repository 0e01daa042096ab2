import type { CopySource } from "./copy.ts";
import { readConditions } from "./declared.ts";
import { invalidArgument } from "./fault.ts";
import type { S3Request } from "./request.ts";
import { bucketOf } from "./scope.ts";

/** `x-amz-…` headers that name and condition the source of a copy. */
export const COPY_SOURCE_HEADERS = ["x-amz-copy-source-if-*", "x-amz-source-expected-bucket-owner"];

/** The source that `x-amz-copy-source` names: `/bucket/key?versionId=…`, percent-encoded. @throws AwsFault InvalidArgument */
export function copySourceOf(request: S3Request): CopySource {
  const header = request.header("x-amz-copy-source") ?? "";
  const [path = "", version] = header.split("?versionId=");
  const text = decoded(path, header).replace(/^\//, "");
  const slash = text.indexOf("/");
  if (slash <= 0 || slash === text.length - 1 || version === "") throw badSource(header);
  const owner = request.header("x-amz-source-expected-bucket-owner");
  // The expected owner of the target says nothing about the source.
  const { expectedOwner: _target, ...scope } = request.scope;
  return {
    bucket: bucketOf(scope, text.slice(0, slash), owner),
    key: text.slice(slash + 1),
    ...(version === undefined ? {} : { versionId: version }),
    conditions: readConditions(request, "x-amz-copy-source-"),
  };
}

function decoded(path: string, header: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw badSource(header);
  }
}

function badSource(header: string): Error {
  return invalidArgument(
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    "x-amz-copy-source",
    header,
  );
}
