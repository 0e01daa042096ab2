import { vendorError } from "../core/errors.ts";
import type { Aws, CredentialSource, Credentials } from "./aws.ts";
import type { Env } from "./endpoints.ts";

/** Where the operator's credentials may come from. */
export interface CredentialOptions {
  /** `--profile`: goes before everything in the environment. */
  readonly profile?: string;
  readonly env: Env;
}

/** How a provider of the SDK words that something has run out. */
const EXPIRED = /expired|session .* (is )?invalid|was not found or is invalid|aws sso login/i;
const PROFILE_UNKNOWN = /could not resolve credentials using profile/i;

/**
 * The operator's credentials in the order of the AWS CLI: the given profile, keys in the environment,
 * `AWS_PROFILE`, then what the machine offers (web identity, container, instance). They are fetched once
 * here, so that a problem shows before anything else happens, and again when they run out.
 *
 * @throws VendorError `profileUnknown`, `credentialsExpired`, `credentialsMissing`
 */
export async function resolveCredentials(options: CredentialOptions): Promise<CredentialSource> {
  const { env } = options;
  const fromKeys = fixedKeys(options);
  if (fromKeys) return fromKeys;
  const profile = options.profile ?? env.AWS_PROFILE;
  const { fromIni, fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  // A file may have been written anew since the SDK last read it.
  const provider = profile
    ? fromIni({ profile, ignoreCache: true })
    : fromNodeProviderChain({ ignoreCache: true });
  try {
    await provider();
  } catch (thrown) {
    throw credentialError(thrown, profile);
  }
  return () => provider();
}

/** Keys of the environment, where they are what counts: they can't change while this process runs. */
export function fixedKeys({ profile, env }: CredentialOptions): Credentials | undefined {
  if (profile) return undefined;
  const accessKeyId = env.AWS_ACCESS_KEY_ID;
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY;
  const sessionToken = env.AWS_SESSION_TOKEN;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/**
 * The region that the environment or the profile names, as the SDK finds it; `undefined` where none does.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
 */
export async function defaultRegion({ env, profile }: CredentialOptions): Promise<string | undefined> {
  const named = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (named) return named;
  const { STSClient } = await import("@aws-sdk/client-sts");
  const chosen = profile ?? env.AWS_PROFILE;
  try {
    return await new STSClient(chosen ? { profile: chosen } : {}).config.region();
  } catch {
    return undefined;
  }
}

function credentialError(thrown: unknown, profile: string | undefined) {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const details = { cause: thrown };
  if (profile && PROFILE_UNKNOWN.test(message)) return vendorError("profileUnknown", { profile }, details);
  if (EXPIRED.test(message))
    return vendorError("credentialsExpired", { login: loginCommand(profile) }, details);
  return vendorError("credentialsMissing", { reason: message }, details);
}

/** The command by which a person usually signs in again. */
export function loginCommand(profile: string | undefined): string {
  return signInCommand(profile).join(" ");
}

/** The same, as a program and its arguments. */
export function signInCommand(profile: string | undefined): readonly [string, ...string[]] {
  return ["aws", "sso", "login", ...(profile ? ["--profile", profile] : [])];
}

/**
 * A session of `roleArn`, one hour long, named `sessionName` in CloudTrail.
 * @throws AwsFailure `AccessDenied` where the trust policy or the caller's policy says no
 */
export async function assumeRole(
  aws: Aws,
  roleArn: string,
  sessionName: string,
  externalId?: string,
): Promise<Credentials> {
  const { output } = await aws.send("sts", "AssumeRole", {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  });
  const { AccessKeyId, SecretAccessKey, SessionToken } = output.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw vendorError("awsFailed", {
      operation: "AssumeRole",
      code: "NoCredentials",
      message: "no credentials in the answer",
    });
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
