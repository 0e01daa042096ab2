import type { ServiceId } from "../core/call.ts";

/** Environment variables, handed in. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The service part of `AWS_ENDPOINT_URL_<SERVICE>`. https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html */
const SUFFIX: Readonly<Record<ServiceId, string>> = {
  iam: "IAM",
  sts: "STS",
  s3: "S3",
  kms: "KMS",
  "secrets-manager": "SECRETS_MANAGER",
  transfer: "TRANSFER",
  cloudtrail: "CLOUDTRAIL",
};

/**
 * AWS's own endpoint of S3 without TLS; `undefined` where the environment sets another, whose plain one nobody can guess.
 * https://docs.aws.amazon.com/general/latest/gr/s3.html
 */
export function plainHttpOf(region: string, env: Env): string | undefined {
  if (endpointOf("s3", env) !== undefined) return undefined;
  return `http://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/**
 * The endpoint that the environment sets for a service: its own variable, else the one for all; `undefined`
 * where AWS's own is to be used. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf(service: ServiceId, env: Env): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true") return undefined;
  return env[`AWS_ENDPOINT_URL_${SUFFIX[service]}`] || env.AWS_ENDPOINT_URL || undefined;
}
