import type { Attempt, Probe } from "../../core/probe.ts";
import type { RequirementId } from "../requirements.ts";
import { awsAttempt, BODY, denied } from "./build.ts";
import { bucketArn, type Targets } from "./targets.ts";

/**
 * The sandbox account's stand-in by itself, where it is not the partner's principal: on its own side it may do anything,
 * so whatever it is refused, the company's side has refused. Harmless for the reasons of the group `s3-object`.
 */
export function outside(targets: Targets): Probe[] {
  const { standIn } = targets.actors;
  if (!standIn || targets.outsider === undefined) return [];
  return attempts(targets).map(({ id, attempt, title, covers }) =>
    denied({ group: "outside", actor: standIn }, `outside.${id}`, "sts.own.identity", attempt, {
      title: `${title} from another account`,
      reason: "Nobody of another account has any business with this partner's things.",
      covers,
    }),
  );
}

interface OutsideProbe {
  readonly id: string;
  readonly attempt: Attempt;
  readonly title: string;
  readonly covers: RequirementId;
}

function attempts(targets: Targets): readonly OutsideProbe[] {
  const { bucket, own, kmsKey, secrets } = targets;
  const object = { Bucket: bucket, Key: own.key };
  const overwrite = { ...object, Body: BODY, IfNoneMatch: "*" };
  const key = (id: string, operation: string, title: string): OutsideProbe => ({
    id: `kms.${id}`,
    attempt: awsAttempt("kms", operation, { KeyId: kmsKey }),
    title,
    covers: "key.services-only",
  });
  const secret = (id: string, operation: string, title: string): OutsideProbe[] =>
    secrets?.own === undefined
      ? []
      : [
          {
            id: `secrets.${id}`,
            attempt: awsAttempt("secrets-manager", operation, { SecretId: secrets.own }),
            title,
            covers: "secret.own-only",
          },
        ];
  return [
    {
      id: "s3.list",
      attempt: awsAttempt("s3", "ListObjectsV2", { Bucket: bucket, Prefix: own.prefix, MaxKeys: 1 }),
      title: "list the partner's prefix",
      covers: "list.own-only",
    },
    {
      id: "s3.get",
      attempt: awsAttempt("s3", "GetObject", object),
      title: "get the partner's object",
      covers: "read.own-only",
    },
    {
      id: "s3.put",
      attempt: awsAttempt("s3", "PutObject", overwrite, ["PreconditionFailed"]),
      title: "overwrite the partner's object",
      covers: "write.own-only",
    },
    {
      id: "s3.policy",
      attempt: awsAttempt("s3", "GetBucketPolicy", { Bucket: bucket }),
      title: "read the bucket policy",
      covers: "control.bucket",
    },
    {
      id: "kms.decrypt",
      attempt: { type: "decrypt", key: kmsKey, context: { "aws:s3:arn": bucketArn(targets) } },
      title: "decrypt what S3 encrypted for the bucket",
      covers: "key.services-only",
    },
    key("describe", "DescribeKey", "describe the key"),
    { ...key("list-grants", "ListGrants", "list the key's grants"), covers: "key.no-grants" },
    ...secret("get", "GetSecretValue", "read the partner's secret"),
    ...secret("describe", "DescribeSecret", "describe the partner's secret"),
  ];
}
