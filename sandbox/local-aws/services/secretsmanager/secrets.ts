import type { Context } from "../../../../src/policy/types.ts";
import type { OperationContext } from "../../service.ts";
import type { SecretRecord } from "../../tables.ts";
import { REGION, type World } from "../../world.ts";
import { prefixed } from "../shared/tags.ts";
import { secretFault } from "./faults.ts";

/** The service's name, as condition keys and IAM's propagation know it. */
const SERVICE = "secretsmanager";
const ARN = new RegExp(`^arn:aws:${SERVICE}:([^:]*):(\\d{12}):secret:(.+)$`);

/** ARN of a secret; its last part is the name, and once it exists a dash and six random characters. */
export function secretArn(account: string, nameAndSuffix: string): string {
  return `arn:aws:${SERVICE}:${REGION}:${account}:secret:${nameAndSuffix}`;
}

/** The secret of a name in an account, also one that waits in its recovery window. */
export function secretNamed(world: World, account: string, name: string): SecretRecord | undefined {
  const found = world
    .table("secrets.secrets")
    .entries(secretArn(account, `${name}-`))
    .find(([, secret]) => secret.name === name && !isGone(world, secret));
  return found?.[1];
}

/** A secret whose recovery window has passed is gone, though its record is still there. */
function isGone(world: World, secret: SecretRecord): boolean {
  return secret.deletionDate !== undefined && secret.deletionDate <= world.clock.now();
}

/** The secrets of an account, sorted by ARN. */
export function secretsOf(world: World, account: string): SecretRecord[] {
  return world
    .table("secrets.secrets")
    .entries(secretArn(account, ""))
    .map(([, secret]) => secret)
    .filter((secret) => !isGone(world, secret));
}

/**
 * Finds a secret by name, ARN, or ARN without its six random characters, and authorises a call on it.
 * The caller is asked about before the secret's existence is told.
 * @throws AwsFault AccessDenied, ResourceNotFoundException
 */
export function authorizedSecret(
  context: OperationContext,
  action: string,
  secretId: string,
  conditions: Context = {},
): SecretRecord {
  const { world, caller, account } = context;
  const named = parseSecretId(account, secretId);
  const secret = findSecret(world, named);
  const arn = secret?.arn ?? secretArn(named.account, named.name);
  context.touch("AWS::SecretsManager::Secret", arn);
  const seenPolicy = secret && (world.table("secrets.secrets").seen(secret.arn, SERVICE) ?? secret).policy;
  world.authorize({
    caller,
    action: `${SERVICE}:${action}`,
    resource: arn,
    resourceAccount: named.account,
    context: { ...secretContext(secret, secretId), ...conditions },
    ...(seenPolicy === undefined
      ? {}
      : { resourcePolicy: { name: `secret/${secret?.name}/policy`, document: seenPolicy } }),
  });
  if (secret === undefined) throw secretFault.notFound();
  return secret;
}

/** Like {@link authorizedSecret}, refusing a secret that waits in its recovery window. @throws AwsFault InvalidRequestException */
export function authorizedLiveSecret(
  context: OperationContext,
  action: string,
  secretId: string,
  conditions: Context = {},
): SecretRecord {
  const secret = authorizedSecret(context, action, secretId, conditions);
  if (secret.deletedAt !== undefined) throw secretFault.marked();
  return secret;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html#iam-contextkeys */
function secretContext(secret: SecretRecord | undefined, secretId: string): Context {
  return {
    "secretsmanager:SecretId": secret?.arn ?? secretId,
    "secretsmanager:SecretPrimaryRegion": REGION,
    ...prefixed("aws:ResourceTag/", secret?.tags ?? {}),
    ...prefixed("secretsmanager:ResourceTag/", secret?.tags ?? {}),
  };
}

interface ParsedId {
  readonly account: string;
  /** Name, or name with its suffix. */
  readonly name: string;
}

function parseSecretId(account: string, secretId: string): ParsedId {
  if (!secretId.startsWith("arn:")) return { account, name: secretId };
  const [, region, owner, name] = ARN.exec(secretId) ?? [];
  if (owner === undefined || name === undefined) {
    throw secretFault.parameter("Invalid ARN. Must be the ARN of a secret.");
  }
  if (region !== REGION) throw secretFault.notFound();
  return { account: owner, name };
}

function findSecret(world: World, named: ParsedId): SecretRecord | undefined {
  const exact = world.table("secrets.secrets").get(secretArn(named.account, named.name));
  if (exact !== undefined && !isGone(world, exact)) return exact;
  return secretNamed(world, named.account, named.name);
}

/** Replaces members of a secret's record and stamps the change. */
export function updateSecret(
  world: World,
  secret: SecretRecord,
  changes: Partial<SecretRecord>,
): SecretRecord {
  const updated = { ...secret, changedAt: world.clock.now(), ...changes };
  world.table("secrets.secrets").set(secret.arn, updated);
  return updated;
}
