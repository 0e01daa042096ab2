import type { Attempt } from "../../core/probe.ts";
import { awsAttempt, BODY } from "./build.ts";
import type { ObjectProbe } from "./s3-attempts.ts";
import { may, type Right, type Targets, workFolder } from "./targets.ts";

/**
 * What a partner that may not do everything with its own files must be refused there. Harmless if it is wrongly
 * allowed: the put meets the canary, the delete names a key that nobody has.
 */
export function beyondRights(targets: Targets): ObjectProbe[] {
  return attempts(targets)
    .filter(({ right }) => !may(targets, right))
    .map(({ right, id, title, attempt }) => ({
      id: `${id}.own`,
      title,
      attempt,
      control: `s3.own.${id}`,
      reason: `It was not agreed that the partner may ${right} there.`,
      covers: "rights.granted-only",
    }));
}

interface OwnAttempt {
  readonly right: Right;
  readonly id: string;
  readonly title: string;
  readonly attempt: Attempt;
}

function attempts({ bucket, own }: Targets): readonly OwnAttempt[] {
  const object = { Bucket: bucket, Key: own.key };
  return [
    {
      right: "list",
      id: "list",
      title: "list the own prefix",
      attempt: awsAttempt("s3", "ListObjectsV2", { Bucket: bucket, Prefix: own.prefix, MaxKeys: 1 }),
    },
    { right: "read", id: "get", title: "get an own object", attempt: awsAttempt("s3", "GetObject", object) },
    {
      right: "write",
      id: "put",
      title: "overwrite an own object",
      attempt: awsAttempt("s3", "PutObject", { ...object, Body: BODY, IfNoneMatch: "*" }, [
        "PreconditionFailed",
      ]),
    },
    {
      right: "delete",
      id: "delete",
      title: "delete in the own prefix",
      attempt: awsAttempt("s3", "DeleteObject", {
        Bucket: bucket,
        Key: `${workFolder(own)}.vendor-probe-absent`,
      }),
    },
  ];
}
