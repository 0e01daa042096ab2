import { normalisePolicy } from "../../policy/normalise.ts";
import type { Statement } from "../../policy/types.ts";
import { refuseWithoutTls } from "../../resources/base/plain-http.ts";
import { type BucketFacts, PUBLIC_ACCESS_SETTINGS } from "../../resources/base/read-bucket.ts";
import { POLICY_LIMIT } from "../../resources/bucket-policy/document.ts";
import { error, type FitnessLine, ok, unchecked, warning } from "./line.ts";

const FIELD = "bucket";

/** From so much of what a policy may have on, room for further partners is a matter of time. */
const POLICY_FULL = 0.9;

/** What is wrong where an account has no such bucket. */
export function bucketMissing(bucket: string, account: string): FitnessLine {
  return error(
    FIELD,
    `There is no bucket ${bucket} in account ${account}.`,
    "Correct `bucket` in the configuration, or have one made: vendor init --base",
  );
}

/**
 * Whether a bucket is fit to hold all partners' prefixes.
 * @param kmsKey ARN of the key that it is to encrypt with; absent where none is chosen yet
 */
export function judgeBucket(facts: BucketFacts, kmsKey?: string): readonly FitnessLine[] {
  const { more } = facts;
  return [
    versioning(facts),
    publicAccess(facts),
    ...(kmsKey === undefined ? [] : encryption(facts, kmsKey)),
    ...(more === undefined ? [] : [...details(facts, more), ...unchecked(FIELD, more.unread)]),
  ];
}

function versioning({ name, versioning: status }: BucketFacts): FitnessLine {
  if (status === "Enabled") return ok(FIELD, "versioned");
  return error(
    FIELD,
    `Bucket ${name} is not versioned.`,
    "Turn versioning on: deletions by a partner must be recoverable.",
    `aws s3api put-bucket-versioning --bucket ${name} --versioning-configuration Status=Enabled`,
  );
}

function publicAccess({ name, open }: BucketFacts): FitnessLine {
  if (open.length === 0) return ok(FIELD, "closed to the public");
  const all = PUBLIC_ACCESS_SETTINGS.map((setting) => `${setting}=true`).join(",");
  return error(
    FIELD,
    `Bucket ${name} does not block public access entirely: ${open.join(", ")} ${open.length === 1 ? "is" : "are"} off.`,
    "Turn on all four settings of its public access block.",
    `aws s3api put-public-access-block --bucket ${name} --public-access-block-configuration ${all}`,
  );
}

function encryption(
  { name, encryption: { algorithm, key, bucketKey } }: BucketFacts,
  kmsKey: string,
): readonly FitnessLine[] {
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKey },
    BucketKeyEnabled: true,
  };
  const command = `aws s3api put-bucket-encryption --bucket ${name} --server-side-encryption-configuration '${JSON.stringify({ Rules: [rule] })}'`;
  const named = key === kmsKey || key === kmsKey.slice(kmsKey.lastIndexOf("/") + 1);
  if (algorithm !== "aws:kms" || !named) {
    const instead = algorithm === "aws:kms" ? `, but with ${key ?? "the key aws/s3"}` : "";
    return [
      error(
        "kmsKey",
        `Bucket ${name} does not encrypt with ${kmsKey} by default${instead}.`,
        "Set SSE-KMS with that key as the bucket's default encryption.",
        command,
      ),
    ];
  }
  const uses = ok("kmsKey", "the bucket's default");
  if (bucketKey) return [uses, ok(FIELD, "with an S3 Bucket Key")];
  const text = `Bucket ${name} has no S3 Bucket Key: cross-account partners can't be given a key grant for it.`;
  return [uses, warning(FIELD, text, "Turn it on.", command)];
}

function details(
  facts: BucketFacts,
  { ownership, policy, unread }: NonNullable<BucketFacts["more"]>,
): readonly FitnessLine[] {
  const { name } = facts;
  const lines: FitnessLine[] = [];
  if (ownership === "BucketOwnerEnforced") lines.push(ok(FIELD, "owns every object in it"));
  else if (!unread.includes("s3:GetBucketOwnershipControls"))
    lines.push(
      error(
        FIELD,
        `Bucket ${name} lets ACLs decide: what a partner writes may stay the partner's.`,
        "Have the bucket's owner own every object.",
        `aws s3api put-bucket-ownership-controls --bucket ${name} --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`,
      ),
    );
  if (!unread.includes("s3:GetBucketPolicy")) lines.push(plainHttp(facts, policy), room(name, policy));
  return lines;
}

type Policy = NonNullable<BucketFacts["more"]>["policy"];

function plainHttp({ name, partition }: BucketFacts, policy: Policy): FitnessLine {
  if (policy !== undefined && normalisePolicy(policy.document).Statement.some(refusesPlainHttp))
    return ok(FIELD, "refuses requests without TLS");
  const { reason: _reason, ...statement } = refuseWithoutTls(name, partition);
  const text = `Bucket ${name} serves requests without TLS.`;
  if (policy !== undefined) return warning(FIELD, text, `Add to its policy: ${JSON.stringify(statement)}`);
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return warning(
    FIELD,
    text,
    "Give it a policy that denies them.",
    `aws s3api put-bucket-policy --bucket ${name} --policy '${document}'`,
  );
}

function refusesPlainHttp({ Effect, Condition }: Statement): boolean {
  return Effect === "Deny" && String(Condition?.Bool?.["aws:securetransport"]) === "false";
}

function room(name: string, policy: Policy): FitnessLine {
  const bytes = policy?.bytes ?? 0;
  const used = `${bytes.toLocaleString("en")} of ${POLICY_LIMIT.toLocaleString("en")} bytes`;
  if (bytes < POLICY_LIMIT * POLICY_FULL) return ok(FIELD, `${used} of its policy used`);
  const fix = "Let cross-account partners assume a role (`pull: assume-role`): that takes none of it.";
  return warning(
    FIELD,
    `${used} of bucket ${name}'s policy are used: each partner that reads from its own account needs some of it.`,
    fix,
  );
}
