import type { JsonObject } from "../../core/json.ts";
import type { Attempt, Probe } from "../../core/probe.ts";
import type { RequirementId } from "../requirements.ts";
import { allowed, awsAttempt, BODY, type Common, denied } from "./build.ts";
import { needlessOnOwn } from "./s3-attempts.ts";
import { listProbes } from "./s3-list.ts";
import { bucketArn, granteeOf, type Targets, victims, workFolder } from "./targets.ts";

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
        covers: "works.files",
      },
    ),
    allowed(common, "cross.own.get", awsAttempt("s3", "GetObject", { Bucket: bucket, Key: own.key }), {
      title: "get an own object from the partner's account",
      reason: "The bucket policy and the key let the partner's account read its own files.",
      covers: "works.files",
    }),
  ];
}

/** The same isolation for the partner's account, which reads and never writes. Harmless for the reasons of {@link s3Object}. */
export function crossAccount(targets: Targets): Probe[] {
  const { own, rootKey, plainHttp, actors } = targets;
  if (!actors.crossAccount) return [];
  const common = { group: "cross-account", actor: actors.crossAccount };
  const get = (id: string, key: string, words: string): Probe =>
    denied(common, `cross.get.${id}`, "cross.own.get", onObject(targets, "GetObject", key), {
      title: `get ${words} object from the partner's account`,
      reason: "Others' files are not the partner's to read.",
      covers: "read.own-only",
    });
  return [
    ...listProbes(common, "cross.list", "cross.own.list", targets),
    ...victims(targets).map(({ id, words, place }) => get(id, place.key, words)),
    get("root", rootKey, "a root"),
    ...writes(targets).map(({ id, attempt, title }) =>
      denied(common, `cross.${id}`, "cross.own.get", attempt, {
        title: `${title} from the partner's account`,
        reason: "The partner's account may read, not write.",
        covers: "cross-account.read-only",
      }),
    ),
    ...needlessOnOwn(targets).map(([id, title, attempt]) =>
      denied(common, `cross.${id}.own`, "cross.own.get", attempt, {
        title: `${title} from the partner's account`,
        reason: "Not needed, so not granted.",
        covers: "control.objects",
      }),
    ),
    ...(plainHttp === undefined
      ? []
      : [
          denied(
            common,
            "cross.plain-http",
            "cross.own.get",
            { ...onObject(targets, "GetObject", own.key), plainHttp },
            {
              title: "get an own object over plain http from the partner's account",
              reason: "What goes without TLS can be read on the way.",
              covers: "transport.tls",
            },
          ),
        ]),
    denied(
      common,
      "cross.policy.get",
      "cross.own.list",
      awsAttempt("s3", "GetBucketPolicy", { Bucket: targets.bucket }),
      {
        title: "read the bucket policy from the partner's account",
        reason: "It names the other partners.",
        covers: "control.bucket",
      },
    ),
    ...keyProbes(common, targets),
  ];
}

function onObject({ bucket }: Targets, operation: string, key: string, input = {}, settledBy?: string[]) {
  return awsAttempt("s3", operation, { Bucket: bucket, Key: key, ...input }, settledBy);
}

function writes(targets: Targets) {
  const { own, lookalike } = targets;
  const overwrite = { Body: BODY, IfNoneMatch: "*" };
  return [
    {
      id: "put.own",
      title: "overwrite an own object",
      attempt: onObject(targets, "PutObject", own.key, overwrite, ["PreconditionFailed"]),
    },
    {
      id: "put.other",
      title: "overwrite another partner's object",
      attempt: onObject(targets, "PutObject", targets.other.key, overwrite, ["PreconditionFailed"]),
    },
    {
      id: "delete.own",
      title: "delete in the own prefix",
      attempt: onObject(targets, "DeleteObject", `${workFolder(own)}.vendor-probe-absent`),
    },
    ...(own.versionId && lookalike.versionId
      ? [
          {
            id: "get-version.own",
            title: "get a version of an own object",
            attempt: onObject(targets, "GetObject", own.key, { VersionId: own.versionId }),
          },
          {
            id: "delete-version.own",
            title: "delete a version of an own object",
            attempt: onObject(targets, "DeleteObject", own.key, { VersionId: lookalike.versionId }, [
              "NoSuchVersion",
            ]),
          },
        ]
      : []),
  ];
}

/** The grant for the files is for reading them: within the bucket's context, and nothing else. */
function keyProbes(common: Common, targets: Targets): readonly Probe[] {
  const likeS3 = { "aws:s3:arn": bucketArn(targets) };
  const probe = (id: string, attempt: Attempt, title: string, covers: RequirementId): Probe =>
    denied(common, `cross.kms.${id}`, "cross.own.get", attempt, {
      title: `${title} from the partner's account`,
      reason: "The key's grant is for reading files of this bucket.",
      covers,
    });
  const dry = (operation: string, input: JsonObject) =>
    awsAttempt("kms", operation, { KeyId: targets.kmsKey, DryRun: true, ...input }, [
      "DryRunOperationException",
    ]);
  return [
    probe(
      "decrypt.no-context",
      { type: "decrypt", key: targets.kmsKey, context: {} },
      "decrypt what was encrypted without a context",
      "key.services-only",
    ),
    probe(
      "generate-data-key",
      dry("GenerateDataKey", { KeySpec: "AES_256", EncryptionContext: likeS3 }),
      "make a data key with the context that S3 gives",
      "key.services-only",
    ),
    probe(
      "encrypt",
      dry("Encrypt", { Plaintext: BODY, EncryptionContext: likeS3 }),
      "encrypt with the context that S3 gives",
      "key.services-only",
    ),
    probe(
      "create-grant",
      dry("CreateGrant", {
        GranteePrincipal: granteeOf(targets),
        Operations: ["Decrypt"],
        Constraints: { EncryptionContextSubset: likeS3 },
      }),
      "pass the grant on",
      "key.no-grants",
    ),
    probe(
      "describe",
      awsAttempt("kms", "DescribeKey", { KeyId: targets.kmsKey }),
      "describe the key",
      "key.services-only",
    ),
  ];
}
