import { isJsonObject } from "../../../../src/core/json.ts";
import type { PolicyDocument, Statement } from "../../../../src/policy/types.ts";
import { validateDocument } from "../../../../src/policy/validate.ts";
import { listOf, statementsOf } from "../../../../src/policy/values.ts";
import { AwsFault } from "../../fault.ts";
import { s3Arn } from "./scope.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_POLICY_BYTES = 20 * 1024;

function malformed(message: string, members: Readonly<Record<string, string>> = {}): AwsFault {
  return new AwsFault("MalformedPolicy", 400, message, members);
}

/**
 * Reads a bucket policy as PutBucketPolicy takes it.
 * @throws AwsFault MalformedPolicy in S3's words; PolicyTooLarge
 */
export function parseBucketPolicy(bytes: Buffer, bucket: string): PolicyDocument {
  if (bytes.length > MAX_POLICY_BYTES) {
    throw new AwsFault("PolicyTooLarge", 400, "The policy exceeds the maximum allowed document size.", {
      MaxSizeAllowed: String(MAX_POLICY_BYTES),
    });
  }
  const document = parseJson(bytes.toString("utf8"));
  const [problem] = validateDocument(document, "bucket", { bucket });
  if (problem !== undefined) throw malformed(problem.message, { Detail: problem.field ?? "" });
  const policy = document as unknown as PolicyDocument;
  const statements = statementsOf(policy);
  for (const statement of statements) checkApplies(statement, bucket);
  return { ...policy, Statement: statements };
}

function parseJson(text: string): object {
  const complaint = "Policies must be valid JSON and the first byte must be '{'";
  if (!text.startsWith("{")) throw malformed(complaint);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(complaint);
  }
  if (!isJsonObject(value)) throw malformed(complaint);
  return value;
}

/** @throws AwsFault MalformedPolicy for an action that the statement's resources don't have */
function checkApplies(statement: Statement, bucket: string): void {
  if (statement.Resource === undefined || statement.Action === undefined) return;
  const resources = listOf(statement.Resource);
  const objects = resources.some((resource) => resource !== s3Arn(bucket));
  const buckets = resources.includes(s3Arn(bucket));
  const pointless = listOf(statement.Action).find(
    (action) => !/[*?]/.test(action) && (isObjectAction(action) ? !objects : !buckets),
  );
  if (pointless === undefined) return;
  throw malformed("Action does not apply to any resource(s) in statement", { Detail: pointless });
}

/**
 * Whether an action is on objects. S3's names tell: bucket actions say `Bucket`, or name a setting.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
function isObjectAction(action: string): boolean {
  const name = action.slice("s3:".length);
  if (/bucket|configuration|accelerate|inventory/i.test(name)) return false;
  return /object|multipartupload/i.test(name);
}
