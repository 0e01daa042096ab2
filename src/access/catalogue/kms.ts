import type { JsonObject } from "../../core/json.ts";
import type { Attempt, Probe } from "../../core/probe.ts";
import type { RequirementId } from "../requirements.ts";
import { awsAttempt, denied } from "./build.ts";
import { bucketArn, granteeOf, type Targets } from "./targets.ts";

interface KeyProbe {
  readonly id: string;
  readonly attempt: Attempt;
  readonly title: string;
  readonly reason: string;
  readonly covers: RequirementId;
  /** The operation of a grant within the bucket's context that lets it through. */
  readonly byGrant?: string;
}

const DIRECT = "The key is for the partner's files and secret, through S3 and Secrets Manager only.";

/**
 * The key, called directly instead of through S3 or Secrets Manager. No call changes anything: those that could run
 * dry, and say so with DryRunOperationException once they are authorised:
 * https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html
 */
export function kms(targets: Targets): Probe[] {
  const { session } = targets.actors;
  if (!session) return [];
  const all = [
    ...uses(targets),
    ...inOwnContext(targets),
    ...inBucketContext(targets),
    ...decrypts(targets),
    ...grants(targets),
  ];
  return all
    .filter(({ byGrant }) => byGrant === undefined || !targets.keyGrant?.includes(byGrant))
    .map(({ id, attempt, title, reason, covers }) =>
      denied({ group: "kms", actor: session }, `kms.${id}`, "s3.own.get", attempt, { title, reason, covers }),
    );
}

function call({ kmsKey }: Targets, operation: string, input: JsonObject): Attempt {
  return awsAttempt("kms", operation, { KeyId: kmsKey, ...input }, ["DryRunOperationException"]);
}

function use(targets: Targets, id: string, operation: string, input: JsonObject, title: string): KeyProbe {
  return {
    id,
    attempt: call(targets, operation, input),
    title,
    reason: DIRECT,
    covers: "key.services-only",
  };
}

const DATA_KEY = { KeySpec: "AES_256", DryRun: true };
const TEXT = { Plaintext: "vendor access test", DryRun: true };

function uses(targets: Targets): readonly KeyProbe[] {
  const likeS3 = { EncryptionContext: { "aws:s3:arn": bucketArn(targets) } };
  return [
    use(targets, "generate-data-key", "GenerateDataKey", DATA_KEY, "make a data key"),
    {
      ...use(
        targets,
        "generate-data-key-like-s3",
        "GenerateDataKey",
        { ...DATA_KEY, ...likeS3 },
        "make a data key with the context that S3 gives",
      ),
      reason: "The context is no secret: only S3 itself may use it.",
      byGrant: "GenerateDataKey",
    },
    use(targets, "encrypt", "Encrypt", TEXT, "encrypt with the key"),
    {
      ...use(targets, "describe", "DescribeKey", {}, "describe the key"),
      reason: "Not needed, so not granted.",
    },
  ];
}

/** The grant for the own secret is for reading it: nothing else is in it, within its very context. */
function inOwnContext(targets: Targets): readonly KeyProbe[] {
  const own = targets.secrets?.own;
  if (own === undefined) return [];
  const EncryptionContext = { SecretARN: own };
  const reason = "The grant for the own secret is for reading it.";
  const within = (id: string, operation: string, input: JsonObject, title: string): KeyProbe => ({
    ...use(targets, id, operation, { ...input, EncryptionContext }, title),
    reason,
  });
  return [
    within(
      "generate-data-key-own-secret",
      "GenerateDataKey",
      DATA_KEY,
      "make a data key in the own secret's context",
    ),
    within("encrypt-own-secret", "Encrypt", TEXT, "encrypt in the own secret's context"),
    {
      id: "create-grant-own-secret",
      attempt: call(targets, "CreateGrant", {
        GranteePrincipal: granteeOf(targets),
        Operations: ["Decrypt"],
        Constraints: { EncryptionContextEquals: EncryptionContext },
        DryRun: true,
      }),
      title: "pass the grant for the own secret on",
      reason,
      covers: "key.no-grants",
    },
  ];
}

/** The grant for the bucket's files is for what S3 does with it: nothing else is in it, within its very context. */
function inBucketContext(targets: Targets): readonly KeyProbe[] {
  if (targets.keyGrant === undefined) return [];
  const EncryptionContext = { "aws:s3:arn": bucketArn(targets) };
  const reason = "The grant for the files is for reading and writing them through S3.";
  return [
    {
      ...use(
        targets,
        "encrypt-like-s3",
        "Encrypt",
        { ...TEXT, EncryptionContext },
        "encrypt with the context that S3 gives",
      ),
      reason,
    },
    {
      id: "create-grant-like-s3",
      attempt: call(targets, "CreateGrant", {
        GranteePrincipal: granteeOf(targets),
        Operations: ["Decrypt"],
        Constraints: { EncryptionContextSubset: EncryptionContext },
        DryRun: true,
      }),
      title: "pass the grant for the files on",
      reason,
      covers: "key.no-grants",
    },
  ];
}

/** What the partner would do with a ciphertext that it came by: each is made for the attempt, and nobody keeps it. */
function decrypts(targets: Targets): readonly KeyProbe[] {
  const decrypt = (id: string, context: Readonly<Record<string, string>>, title: string): KeyProbe => ({
    id: `decrypt.${id}`,
    attempt: { type: "decrypt", key: targets.kmsKey, context },
    title,
    reason: DIRECT,
    covers: "key.services-only",
  });
  const { secrets, other } = targets;
  return [
    {
      ...decrypt("bucket", { "aws:s3:arn": bucketArn(targets) }, "decrypt what S3 encrypted for the bucket"),
      byGrant: "Decrypt",
    },
    decrypt(
      "other-object",
      { "aws:s3:arn": `${bucketArn(targets)}/${other.key}` },
      "decrypt what S3 encrypted for another partner's object",
    ),
    decrypt("no-context", {}, "decrypt what was encrypted without a context"),
    ...(secrets?.other === undefined
      ? []
      : [decrypt("other-secret", { SecretARN: secrets.other }, "decrypt another partner's secret")]),
  ];
}

function grants(targets: Targets): readonly KeyProbe[] {
  const probe = (
    id: string,
    operation: string,
    input: JsonObject,
    title: string,
    reason: string,
  ): KeyProbe => ({
    id,
    attempt: call(targets, operation, input),
    title,
    reason,
    covers: "key.no-grants",
  });
  return [
    probe(
      "list-grants",
      "ListGrants",
      { Limit: 1 },
      "list the key's grants",
      "Grants name the other partners.",
    ),
    probe(
      "create-grant",
      "CreateGrant",
      { GranteePrincipal: granteeOf(targets), Operations: ["Decrypt"], DryRun: true },
      "grant the key to oneself",
      "Who makes grants has the key.",
    ),
  ];
}
