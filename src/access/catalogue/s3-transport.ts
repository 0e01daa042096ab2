import type { JsonObject } from "../../core/json.ts";
import type { AwsAttempt } from "../aws-attempt.ts";
import { awsAttempt, BODY } from "./build.ts";
import type { ObjectProbe } from "./s3-attempts.ts";
import { may, partitionOf, type Targets } from "./targets.ts";

/** Own objects, to be encrypted otherwise than the bucket does it. */
export function encryption(targets: Targets): ObjectProbe[] {
  const { bucket, kmsKey, own } = targets;
  const [, , , region] = kmsKey.split(":");
  const foreign = `arn:${partitionOf(targets)}:kms:${region}:${targets.role?.wrongAccount ?? "000000000000"}:key/00000000-0000-0000-0000-000000000000`;
  const put = (id: string, encrypted: JsonObject, title: string): ObjectProbe => ({
    id: `put.${id}`,
    control: "s3.own.put",
    attempt: awsAttempt(
      "s3",
      "PutObject",
      { Bucket: bucket, Key: own.key, Body: BODY, IfNoneMatch: "*", ...encrypted },
      ["PreconditionFailed"],
    ),
    title,
    reason: "What is encrypted otherwise is out of the company's hands.",
    covers: "encryption.company-key",
  });
  return [
    put("sse-s3", { ServerSideEncryption: "AES256" }, "put an own object encrypted with S3's own key"),
    put(
      "foreign-key",
      { ServerSideEncryption: "aws:kms", SSEKMSKeyId: foreign },
      "put an own object encrypted with a foreign key",
    ),
  ];
}

/**
 * Own objects without TLS, by what the partner may do with TLS: it gets one, or puts one where it may not read. The
 * request is signed, so that it tells nobody how to make another.
 */
export function plainHttp(targets: Targets): ObjectProbe[] {
  const { bucket, own, plainHttp: endpoint } = targets;
  if (endpoint === undefined) return [];
  const object = { Bucket: bucket, Key: own.key };
  const probe = (id: string, control: string, attempt: AwsAttempt, title: string): ObjectProbe => ({
    id,
    control,
    attempt: { ...attempt, plainHttp: endpoint },
    title: `${title} over plain http`,
    reason: "What goes without TLS can be read on the way.",
    covers: "transport.tls",
  });
  if (may(targets, "read"))
    return [probe("plain-http", "s3.own.get", awsAttempt("s3", "GetObject", object), "get an own object")];
  const put = awsAttempt("s3", "PutObject", { ...object, Body: BODY, IfNoneMatch: "*" }, [
    "PreconditionFailed",
  ]);
  return [probe("plain-http-put", "s3.own.put", put, "put an own object")];
}
