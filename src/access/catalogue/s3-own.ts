import type { Probe } from "../../core/probe.ts";
import { allowed, awsAttempt } from "./build.ts";
import { type Targets, workFolder } from "./targets.ts";

/** What the partner's role must be able to do in its own part of the bucket: the controls of the S3 groups. */
export function s3Own(targets: Targets): Probe[] {
  const { bucket, own, actors } = targets;
  if (!actors.session) return [];
  const common = { group: "own", actor: actors.session };
  const key = `${workFolder(own)}probe`;
  return [
    allowed(
      common,
      "s3.own.list",
      awsAttempt("s3", "ListObjectsV2", { Bucket: bucket, Prefix: own.prefix, MaxKeys: 1 }),
      {
        title: "list the own prefix",
        reason: "The partner lists its own files.",
        covers: "works.files",
      },
    ),
    allowed(common, "s3.own.get", awsAttempt("s3", "GetObject", { Bucket: bucket, Key: own.key }), {
      title: "get an own object",
      reason: "The partner reads its own files; this needs the bucket's KMS key as well.",
      covers: "works.files",
    }),
    allowed(
      common,
      "s3.own.put",
      awsAttempt("s3", "PutObject", { Bucket: bucket, Key: key, Body: "vendor access test" }),
      {
        title: "put an own object",
        reason: "The partner writes its own files; this needs the bucket's KMS key as well.",
        covers: "works.files",
      },
    ),
    allowed(
      common,
      "s3.own.presigned",
      { type: "presigned", bucket, key: own.key },
      {
        title: "get an own object by a URL signed before",
        reason: "Whoever is given the URL reads with the rights of the session that signed it.",
        covers: "works.files",
      },
    ),
    allowed(common, "s3.own.delete", awsAttempt("s3", "DeleteObject", { Bucket: bucket, Key: key }), {
      title: "delete an own object",
      reason: "The partner removes its own files.",
      covers: "works.files",
    }),
  ];
}
