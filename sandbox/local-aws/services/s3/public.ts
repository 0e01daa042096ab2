import type { PolicyDocument, Statement } from "../../../../src/policy/types.ts";
import { listOf } from "../../../../src/policy/values.ts";

/** Condition keys that, held to fixed values, make a statement for everyone not public. */
const FIXING_KEYS = new Set([
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);

/** Operators that hold a key to values: the positive ones, without `IfExists`. */
const FIXING_OPERATORS =
  /^(ForAnyValue:|ForAllValues:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/i;

/**
 * Whether S3 calls a bucket policy public: it allows everyone, and no condition fixes who that is.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublic(document: PolicyDocument): boolean {
  return document.Statement.some(isPublicStatement);
}

function isPublicStatement(statement: Statement): boolean {
  if (statement.Effect !== "Allow") return false;
  const everyone = statement.NotPrincipal !== undefined || allowsEveryone(statement.Principal);
  return everyone && !isFixed(statement);
}

function allowsEveryone(principal: Statement["Principal"]): boolean {
  if (principal === undefined) return false;
  if (principal === "*") return true;
  return Object.values(principal).some((values) => listOf(values).includes("*"));
}

function isFixed(statement: Statement): boolean {
  return Object.entries(statement.Condition ?? {}).some(
    ([operator, keys]) =>
      FIXING_OPERATORS.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          FIXING_KEYS.has(key.toLowerCase()) && listOf(values).every((value) => isFixedValue(key, value)),
      ),
  );
}

function isFixedValue(key: string, value: string): boolean {
  if (key.toLowerCase() === "aws:sourceip") return !/\/0$/.test(value);
  return !/[*?]|\$\{/.test(value);
}
