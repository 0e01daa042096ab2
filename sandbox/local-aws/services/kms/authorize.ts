import type { Context } from "../../../../src/policy/types.ts";
import type { KeyRecord } from "../../tables.ts";
import type { Ask, Caller, World } from "../../world.ts";
import { prefixed } from "../shared/tags.ts";
import type { EncryptionContext } from "./cipher.ts";
import { kmsFault } from "./faults.ts";
import { grantsFor } from "./grants.ts";
import { specOf, usageOf } from "./key-spec.ts";

/** A wanted use of a key. */
interface KeyAsk {
  readonly key: KeyRecord;
  /** `kms:Decrypt` */
  readonly action: string;
  /** Alias that the request named, for `kms:RequestAlias`. */
  readonly alias?: string;
  readonly encryptionContext?: EncryptionContext | undefined;
  readonly grantTokens?: readonly string[] | undefined;
  /** Further condition keys. */
  readonly context?: Context;
}

/** What another account may be allowed. Source: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html */
const ACROSS_ACCOUNTS: ReadonlySet<string> = new Set([
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:GetKeyRotationStatus",
  "kms:GetPublicKey",
  "kms:ListGrants",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:Sign",
  "kms:Verify",
]);

/** @throws AwsFault AccessDenied where key policy, identity policy and grants do not allow the call */
export function authorizeKey(world: World, caller: Caller, ask: KeyAsk): void {
  if (callerAccount(caller) !== ask.key.account && !ACROSS_ACCOUNTS.has(ask.action)) {
    throw kmsFault.denied(`${ask.action} is not possible on a key of another account.`);
  }
  world.authorize(keyQuestion(world, caller, ask));
}

/**
 * The question to the evaluator. The key policy is read as KMS sees it now; it is `required`: an identity policy counts
 * only where the key policy delegates to the account
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html).
 */
export function keyQuestion(world: World, caller: Caller, ask: KeyAsk): Ask {
  const { key } = ask;
  const visible = world.table("kms.keys").seen(key.arn, "kms") ?? key;
  return {
    caller,
    action: ask.action,
    resource: key.arn,
    resourceAccount: key.account,
    context: { ...keyContext(caller, ask), ...ask.context },
    resourcePolicy: { name: `key/${key.id}/policy/default`, document: visible.policy },
    resourcePolicyMode: "required",
    grants: grantsFor(world, key, {
      caller,
      operation: ask.action.slice("kms:".length),
      tokens: ask.grantTokens ?? [],
    }),
    ...(ask.encryptionContext ? { encryptionContext: ask.encryptionContext } : {}),
  };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function keyContext(caller: Caller, ask: KeyAsk): Context {
  return {
    ...(callerAccount(caller) === undefined ? {} : { "kms:CallerAccount": callerAccount(caller) ?? "" }),
    ...(ask.alias === undefined ? {} : { "kms:RequestAlias": ask.alias }),
    ...(ask.key.aliases.length === 0 ? {} : { "kms:ResourceAliases": ask.key.aliases }),
    "kms:KeySpec": specOf(ask.key),
    "kms:KeyUsage": usageOf(specOf(ask.key)),
    "kms:KeyOrigin": "AWS_KMS",
    ...prefixed("aws:ResourceTag/", ask.key.tags),
    ...encryptionContextKeys(ask.encryptionContext ?? {}),
  };
}

/** `kms:EncryptionContext:KEY` and `kms:EncryptionContextKeys`. */
export function encryptionContextKeys(context: EncryptionContext): Context {
  const keys = Object.keys(context);
  if (keys.length === 0) return {};
  return { ...prefixed("kms:EncryptionContext:", context), "kms:EncryptionContextKeys": keys };
}

function callerAccount(caller: Caller): string | undefined {
  return "account" in caller.principal ? caller.principal.account : undefined;
}
