import type { IncomingMessage } from "node:http";

/** The parts of a request by which an operation is told. */
export interface NamedRequest {
  readonly message: IncomingMessage;
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** The body of a query or JSON request. */
  readonly body?: Buffer;
  /** Whether the bucket is in the host name. */
  readonly virtualHost: boolean;
}

/** Bucket subresources: query parameter → what follows Get, Put or Delete. */
const BUCKET_PARTS: Readonly<Record<string, string>> = {
  policy: "BucketPolicy",
  versioning: "BucketVersioning",
  encryption: "BucketEncryption",
  publicAccessBlock: "PublicAccessBlock",
  tagging: "BucketTagging",
  acl: "BucketAcl",
  location: "BucketLocation",
};

const VERBS: Readonly<Record<string, string>> = {
  GET: "Get",
  PUT: "Put",
  DELETE: "Delete",
  HEAD: "Head",
  POST: "Post",
};

/** The name of the operation that a request asks for, by which fault rules pick their calls. */
export function operationName(request: NamedRequest): string {
  const target = request.message.headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  const action =
    new URLSearchParams(request.body?.toString("utf8") ?? "").get("Action") ?? request.query.get("Action");
  return action ?? s3Operation(request);
}

function s3Operation({ message, rawPath, query, virtualHost }: NamedRequest): string {
  const verb = VERBS[message.method ?? ""] ?? "";
  const [bucketPart = "", ...keyParts] = rawPath.slice(1).split("/");
  const key = virtualHost ? rawPath.slice(1) : keyParts.join("/");
  if (key !== "") return objectOperation(verb, query, message.headers["x-amz-copy-source"] !== undefined);
  if (!virtualHost && bucketPart === "") return "ListBuckets";
  const part = Object.keys(BUCKET_PARTS).find((name) => query.has(name));
  if (part !== undefined) return `${verb}${BUCKET_PARTS[part]}`;
  if (query.has("delete")) return "DeleteObjects";
  if (query.has("uploads")) return "ListMultipartUploads";
  if (query.has("versions")) return "ListObjectVersions";
  if (verb === "Get") return query.get("list-type") === "2" ? "ListObjectsV2" : "ListObjects";
  return verb === "Put" ? "CreateBucket" : `${verb}Bucket`;
}

function objectOperation(verb: string, query: URLSearchParams, copy: boolean): string {
  if (query.has("uploads")) return "CreateMultipartUpload";
  if (query.has("uploadId")) {
    const names: Readonly<Record<string, string>> = {
      Put: copy ? "UploadPartCopy" : "UploadPart",
      Post: "CompleteMultipartUpload",
      Delete: "AbortMultipartUpload",
      Get: "ListParts",
    };
    return names[verb] ?? "";
  }
  const part = ["Tagging", "Acl", "Attributes"].find((name) => query.has(name.toLowerCase()));
  if (part !== undefined) return `${verb}Object${part}`;
  return verb === "Put" && copy ? "CopyObject" : `${verb}Object`;
}
