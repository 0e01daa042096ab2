import type { Aws } from "../../aws/aws.ts";
import { vendorError } from "../../core/errors.ts";
import type { Context } from "../../policy/types.ts";
import { ifFound } from "../../resources/read.ts";
import type { Config } from "../../runbook/types.ts";

/** What is asked for. */
export interface Target {
  readonly arn: string;
  /** Keys that its request carries. */
  readonly context: Context;
}

/** Lists name the bucket; what they ask to see is `s3:prefix`. */
const LISTS = /^s3:ListBucket(Versions)?$/i;

/**
 * The resource that was typed: `s3://BUCKET/KEY` (for a list, the prefix), `secret:NAME`, `role:NAME`, `key` for the
 * configured one, an ARN, or `*`.
 * @throws VendorError `inputInvalid` · AwsFailure
 */
export async function targetOf(
  { action, resource }: { readonly action: string; readonly resource: string },
  config: Pick<Config, "account" | "kmsKey">,
  aws: Aws,
): Promise<Target> {
  if (!/^[a-z0-9-]+:[a-z0-9]+$/i.test(action))
    throw invalid("action", `"${action}" is not one action, e.g. s3:GetObject.`);
  const partition = config.kmsKey.split(":")[1] ?? "aws";
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(resource) ?? [];
  if (bucket !== undefined) return s3Target(action, `arn:${partition}:s3:::${bucket}`, key);
  if (resource === "*") return { arn: resource, context: {} };
  if (/^arn:[^:]+:[^:]+:[^:]*:[^:]*:./.test(resource)) {
    if (accountOf(resource, config.account) !== config.account)
      throw invalid(
        "resource",
        `${resource} is of another account, whose documents can't be read from here.`,
      );
    return { arn: resource, context: {} };
  }
  if (resource === "key") return { arn: config.kmsKey, context: {} };
  const [kind, name = ""] = resource.split(/:(.*)/s);
  if (kind === "role" && name !== "")
    return { arn: `arn:${partition}:iam::${config.account}:role/${name}`, context: {} };
  if (kind !== "secret" || name === "")
    throw invalid(
      "resource",
      `"${resource}" is not s3://BUCKET/KEY, secret:NAME, role:NAME, key, an ARN or *.`,
    );
  const found = await ifFound(aws.send("secrets-manager", "DescribeSecret", { SecretId: name }));
  if (found?.ARN === undefined) throw invalid("resource", `There is no secret "${name}".`);
  return { arn: found.ARN, context: { "secretsmanager:SecretId": found.ARN } };
}

function s3Target(action: string, bucket: string, key: string): Target {
  if (key === "") return { arn: bucket, context: {} };
  if (LISTS.test(action)) return { arn: bucket, context: { "s3:prefix": key } };
  return { arn: `${bucket}/${key}`, context: {} };
}

/** The account in an ARN; S3's have none, and a bucket is taken to be of the operator's account. */
export function accountOf(arn: string, own: string): string {
  const account = arn.split(":")[4] ?? "";
  return account === "" ? own : account;
}

function invalid(field: string, message: string) {
  return vendorError("inputInvalid", { what: `The ${field}` }, { problems: [{ field, message }] });
}
