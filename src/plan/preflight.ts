import type { Aws } from "../aws/aws.ts";
import { AwsFailure } from "../aws/failure.ts";
import { toVendorError } from "../aws/report.ts";
import { codeOf, type Problem, VendorError, vendorError } from "../core/errors.ts";
import { checkSigning } from "./check-signing.ts";
import type { BaseFacts, BaseNames } from "./types.ts";

interface Finding {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

interface ServerFinding extends Finding {
  readonly hostKeys: readonly string[];
}

const FINE: Finding = { problems: [], warnings: [] };

/**
 * Checks that the base can carry partners: bucket, key and Transfer server exist and are fit. Reads only.
 * @throws VendorError `baseUnfit` with everything that is wrong with it; `accessDenied`, `endpointUnreachable`, …
 */
export async function preflight(names: BaseNames, aws: Aws): Promise<BaseFacts> {
  const [bucket, key, server, signing, operatorRole] = await Promise.all([
    orUnseen("bucket", checkBucket(names, aws)),
    orUnseen("kmsKey", checkKey(names, aws)),
    orUnseen("transferServer", checkServer(names, aws)),
    checkSigning(names.signing, aws),
    ownRole(aws),
  ]);
  const findings = [bucket, key, server, signing];
  const problems = findings.flatMap((finding) => finding.problems);
  if (problems.length > 0) throw vendorError("baseUnfit", { account: names.account }, { problems });
  return {
    partition: names.kmsKey.split(":")[1] ?? "aws",
    sftp: {
      host:
        names.sftpEndpoint?.host ?? `${names.transferServer}.server.transfer.${names.region}.amazonaws.com`,
      port: names.sftpEndpoint?.port ?? 22,
      hostKeys: server.hostKeys,
    },
    ...(operatorRole === undefined ? {} : { operatorRole }),
    warnings: findings.flatMap((finding) => finding.warnings),
  };
}

/** The role behind the operator's session. A session's ARN leaves the role's path out, so a role with a path is not found. */
async function ownRole(aws: Aws): Promise<string | undefined> {
  const { output } = await aws.send("sts", "GetCallerIdentity", {});
  const [, partition, account, role] =
    /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(output.Arn ?? "") ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
}

/**
 * An operator of least privilege is refused what its policy does not name, whether it exists or not: a misspelt name
 * in the configuration looks like a lack of rights.
 */
async function orUnseen(
  field: keyof BaseNames,
  check: Promise<ServerFinding | Finding>,
): Promise<ServerFinding> {
  try {
    return { hostKeys: [], ...(await check) };
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== codeOf("accessDenied")) throw error;
    return {
      ...FINE,
      hostKeys: [],
      problems: [
        problem(
          field,
          error.message,
          `Correct \`${field}\` in the configuration, or widen the operator's policy.`,
        ),
      ],
    };
  }
}

const problem = (field: string, message: string, hint?: string): Problem => ({
  field,
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** The answer, or `undefined` where AWS says that there is no such thing. @throws VendorError for everything else */
async function found<T>(call: Promise<{ output: T }>, resource: string): Promise<T | undefined> {
  try {
    return (await call).output;
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    if (error.meaning === "missing") return undefined;
    throw toVendorError(error, resource);
  }
}

async function checkBucket(names: BaseNames, aws: Aws): Promise<Finding> {
  const { bucket, account, kmsKey } = names;
  const input = { Bucket: bucket, ExpectedBucketOwner: account };
  const versioning = await found(aws.send("s3", "GetBucketVersioning", input), bucket);
  if (versioning === undefined) {
    return {
      ...FINE,
      problems: [
        problem(
          "bucket",
          `There is no bucket ${bucket} in account ${account}.`,
          "Correct `bucket` in the configuration.",
        ),
      ],
    };
  }
  const [block, encryption] = await Promise.all([
    found(aws.send("s3", "GetPublicAccessBlock", input), bucket),
    found(aws.send("s3", "GetBucketEncryption", input), bucket),
  ]);
  const access = block?.PublicAccessBlockConfiguration;
  const blocked =
    access?.BlockPublicAcls &&
    access.BlockPublicPolicy &&
    access.IgnorePublicAcls &&
    access.RestrictPublicBuckets;
  const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0];
  const defaults = rule?.ApplyServerSideEncryptionByDefault;
  return {
    problems: [
      ...(versioning.Status === "Enabled"
        ? []
        : [
            problem(
              "bucket",
              `Bucket ${bucket} is not versioned.`,
              "Turn versioning on: deletions by a partner must be recoverable.",
            ),
          ]),
      ...(blocked
        ? []
        : [
            problem(
              "bucket",
              `Bucket ${bucket} does not block public access entirely.`,
              "Turn on all four settings of its public access block.",
            ),
          ]),
      ...(defaults?.SSEAlgorithm === "aws:kms" && defaults.KMSMasterKeyID === kmsKey
        ? []
        : [
            problem(
              "kmsKey",
              `Bucket ${bucket} does not encrypt with ${kmsKey} by default.`,
              "Set SSE-KMS with that key as the bucket's default encryption.",
            ),
          ]),
    ],
    warnings: rule?.BucketKeyEnabled
      ? []
      : [`Bucket ${bucket} has no S3 Bucket Key: cross-account partners can't be given a key grant for it.`],
  };
}

async function checkKey({ kmsKey }: BaseNames, aws: Aws): Promise<Finding> {
  const key = await found(aws.send("kms", "DescribeKey", { KeyId: kmsKey }), kmsKey);
  if (key?.KeyMetadata === undefined)
    return { ...FINE, problems: [problem("kmsKey", `There is no key ${kmsKey}.`)] };
  const { KeyState, KeyManager, KeyUsage } = key.KeyMetadata;
  return {
    problems: [
      ...(KeyState === "Enabled"
        ? []
        : [
            problem(
              "kmsKey",
              `Key ${kmsKey} is ${KeyState ?? "in an unknown state"}.`,
              "Enable it, or name another.",
            ),
          ]),
      ...(KeyManager === "CUSTOMER"
        ? []
        : [
            problem(
              "kmsKey",
              `Key ${kmsKey} is managed by AWS: it takes no grants.`,
              "Use a customer-managed key.",
            ),
          ]),
      ...(KeyUsage === "ENCRYPT_DECRYPT" ? [] : [problem("kmsKey", `Key ${kmsKey} is not for encryption.`)]),
    ],
    warnings: [],
  };
}

async function checkServer({ transferServer }: BaseNames, aws: Aws): Promise<ServerFinding> {
  const input = { ServerId: transferServer };
  const [described, listed] = await Promise.all([
    found(aws.send("transfer", "DescribeServer", input), transferServer),
    found(aws.send("transfer", "ListHostKeys", input), transferServer),
  ]);
  const server = described?.Server;
  if (server === undefined) {
    const hint =
      "Correct `transferServer` in the configuration, or `region`: a server of another region is not found either.";
    return {
      ...FINE,
      hostKeys: [],
      problems: [problem("transferServer", `There is no Transfer server ${transferServer}.`, hint)],
    };
  }
  const fingerprints = [server.HostKeyFingerprint, ...(listed?.HostKeys ?? []).map((key) => key.Fingerprint)];
  const hostKeys = [
    ...new Set(fingerprints.flatMap((print) => (print === undefined ? [] : [print.replace(/=+$/, "")]))),
  ];
  return {
    hostKeys,
    problems: [
      ...(server.State === "ONLINE"
        ? []
        : [
            problem(
              "transferServer",
              `Transfer server ${transferServer} is ${server.State ?? "in an unknown state"}.`,
              "Start it.",
            ),
          ]),
      ...(server.IdentityProviderType === "SERVICE_MANAGED"
        ? []
        : [
            problem(
              "transferServer",
              `Transfer server ${transferServer} does not manage its own users.`,
              "Use a server with service-managed users.",
            ),
          ]),
      ...(server.Protocols?.includes("SFTP")
        ? []
        : [problem("transferServer", `Transfer server ${transferServer} does not speak SFTP.`)]),
    ],
    warnings: [],
  };
}
