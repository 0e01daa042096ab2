import type { Probe } from "../../core/probe.ts";
import { allowed, awsAttempt, denied } from "./build.ts";
import { listProbes } from "./s3-list.ts";
import { type Targets, victims } from "./targets.ts";

/** What a principal of the partner's account must be able to do through the bucket policy. */
export function crossAccountOwn({ bucket, own, actors }: Targets): Probe[] {
  if (!actors.crossAccount) return [];
  const common = { group: "own", actor: actors.crossAccount };
  return [
    allowed(
      common,
      "cross.own.list",
      awsAttempt("s3", "ListObjectsV2", { Bucket: bucket, Prefix: own.prefix, MaxKeys: 1 }),
      {
        title: "list the own prefix from the partner's account",
        reason: "The bucket policy lets the partner's account read its own files.",
      },
    ),
    allowed(common, "cross.own.get", awsAttempt("s3", "GetObject", { Bucket: bucket, Key: own.key }), {
      title: "get an own object from the partner's account",
      reason: "The bucket policy and the key let the partner's account read its own files.",
    }),
  ];
}

/** The same isolation for the partner's account, which reads and never writes. */
export function crossAccount(targets: Targets): Probe[] {
  const { bucket, own, rootKey, actors } = targets;
  if (!actors.crossAccount) return [];
  const common = { group: "cross-account", actor: actors.crossAccount };
  const get = (id: string, key: string, words: string): Probe =>
    denied(
      common,
      `cross.get.${id}`,
      "cross.own.get",
      awsAttempt("s3", "GetObject", { Bucket: bucket, Key: key }),
      {
        title: `get ${words} object from the partner's account`,
        reason: "Others' files are not the partner's to read.",
      },
    );
  return [
    ...listProbes(common, "cross.list", "cross.own.list", targets),
    ...victims(targets).map(({ id, words, place }) => get(id, place.key, words)),
    get("root", rootKey, "a root"),
    denied(
      common,
      "cross.put.own",
      "cross.own.get",
      awsAttempt(
        "s3",
        "PutObject",
        { Bucket: bucket, Key: own.key, Body: "vendor access test", IfNoneMatch: "*" },
        ["PreconditionFailed"],
      ),
      {
        title: "overwrite an own object from the partner's account",
        reason: "The partner's account may read, not write.",
      },
    ),
    denied(
      common,
      "cross.policy.get",
      "cross.own.list",
      awsAttempt("s3", "GetBucketPolicy", { Bucket: bucket }),
      {
        title: "read the bucket policy from the partner's account",
        reason: "It names the other partners.",
      },
    ),
  ];
}
