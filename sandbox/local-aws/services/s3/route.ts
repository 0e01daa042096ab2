import { aclNotSupported, invalidArgument, methodNotAllowed, notImplemented } from "./fault.ts";
import { ABSENT_SUBRESOURCES } from "./operations/absent.ts";
import type { S3Operation, S3Request } from "./request.ts";

/** `x-amz-…` headers that every request may carry. */
const COMMON_HEADERS = [
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-user-agent",
  "x-amz-expected-bucket-owner",
  "x-amz-request-payer",
  "x-amz-te",
];

/** Query parameters of a presigned URL, and the SDKs' own name of the operation. */
const COMMON_QUERY = [
  "x-id",
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
  "X-Amz-Security-Token",
  "X-Amz-Content-Sha256",
  "X-Amz-User-Agent",
];

/**
 * Finds the operation that a request is for.
 * @throws AwsFault NotImplemented for what is left out; InvalidArgument for parameters that S3 does not know; MethodNotAllowed
 */
export function routeRequest(operations: readonly S3Operation[], request: S3Request): S3Operation {
  const target = request.bucket === "" ? "service" : request.key === "" ? "bucket" : "object";
  const absent = request.queryNames.find((name) => ABSENT_SUBRESOURCES.has(name));
  const candidates = operations
    .filter((operation) => operation.method === request.method && operation.target === target)
    .filter((operation) => isMarked(operation, request))
    .sort((a, b) => weight(b) - weight(a));
  const [operation] = candidates;
  if (absent !== undefined && operation?.marks?.query?.includes(absent) !== true) {
    throw notImplemented(`${request.method} ?${absent}`, { Subresource: absent });
  }
  if (operation === undefined) throw methodNotAllowed(request.method);
  refuseUnknown(operation, request);
  return operation;
}

function isMarked({ marks }: S3Operation, request: S3Request): boolean {
  const query = marks?.query ?? [];
  const headers = marks?.headers ?? [];
  return (
    query.every((name) => request.query(name) !== undefined) &&
    headers.every((name) => request.header(name) !== undefined)
  );
}

function weight({ marks }: S3Operation): number {
  return (marks?.query?.length ?? 0) + (marks?.headers?.length ?? 0);
}

function refuseUnknown(operation: S3Operation, request: S3Request): void {
  const headers = [...COMMON_HEADERS, ...(operation.headers ?? []), ...(operation.marks?.headers ?? [])];
  const query = [...COMMON_QUERY, ...(operation.query ?? []), ...(operation.marks?.query ?? [])];
  for (const name of request.queryNames) {
    if (query.includes(name)) continue;
    if (/^x-amz-/i.test(name) && isKnown(headers, name.toLowerCase())) continue;
    throw invalidArgument(
      `${operation.name} takes no query parameter ${name}`,
      name,
      request.query(name) ?? "",
    );
  }
  for (const name of request.headerNames) {
    if (
      !name.startsWith("x-amz-") ||
      isKnown(headers, name) ||
      COMMON_QUERY.some((q) => q.toLowerCase() === name)
    )
      continue;
    if (/^x-amz-(grant-|acl$)/.test(name)) throw aclNotSupported();
    throw notImplemented(`header ${name} of ${operation.name}`, { Header: name });
  }
}

function isKnown(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
}
