import type { Attempt, Probe } from "../../core/probe.ts";
import { allowed, awsAttempt, BODY, type Texts } from "./build.ts";
import { may, type Right, type Targets, workFolder } from "./targets.ts";

/** What the partner must be able to do in its own part of the bucket, as far as it may: the controls of the S3 groups. */
export function s3Own(targets: Targets): Probe[] {
  const { bucket, own, actors } = targets;
  const { session: actor } = actors;
  if (!actor) return [];
  const key = `${workFolder(own)}probe`;
  const works = (right: Right, id: string, attempt: Attempt, texts: Omit<Texts, "covers">): Probe[] =>
    may(targets, right)
      ? [allowed({ group: "own", actor }, `s3.own.${id}`, attempt, { ...texts, covers: "works.files" })]
      : [];
  return [
    ...works(
      "list",
      "list",
      awsAttempt("s3", "ListObjectsV2", { Bucket: bucket, Prefix: own.prefix, MaxKeys: 1 }),
      { title: "list the own prefix", reason: "The partner lists its own files." },
    ),
    ...works("read", "get", awsAttempt("s3", "GetObject", { Bucket: bucket, Key: own.key }), {
      title: "get an own object",
      reason: "The partner reads its own files; this needs the bucket's KMS key as well.",
    }),
    ...works("write", "put", awsAttempt("s3", "PutObject", { Bucket: bucket, Key: key, Body: BODY }), {
      title: "put an own object",
      reason: "The partner writes its own files; this needs the bucket's KMS key as well.",
    }),
    ...works(
      "read",
      "presigned",
      { type: "presigned", bucket, key: own.key },
      {
        title: "get an own object by a URL signed before",
        reason: "Whoever is given the URL reads with the rights of the session that signed it.",
      },
    ),
    ...works("delete", "delete", awsAttempt("s3", "DeleteObject", { Bucket: bucket, Key: key }), {
      title: "delete an own object",
      reason: "The partner removes its own files.",
    }),
  ];
}
