import { accountOf as callerAccount } from "./caller.ts";
import { AwsFault } from "./fault.ts";
import { asFault } from "./protocols/errors.ts";
import { authorizeKey } from "./services/kms/authorize.ts";
import { decryptWith, encryptWith, keyArnOf } from "./services/kms/cipher.ts";
import { findKey, requireEnabled } from "./services/kms/keys.ts";
import { requireUsage } from "./services/kms/use-key.ts";
import { uuid } from "./services/shared/uuid.ts";
import type { KeyRecord } from "./tables.ts";
import type { Caller, World } from "./world.ts";

/** A use of a KMS key by another service in the name of a caller. */
export interface KeyUse {
  readonly keyArn: string;
  readonly action:
    | "kms:Encrypt"
    | "kms:Decrypt"
    | "kms:GenerateDataKey"
    | "kms:DescribeKey"
    | "kms:CreateGrant";
  readonly encryptionContext: Readonly<Record<string, string>>;
  /** e.g. `s3.eu-central-1.amazonaws.com`, for `kms:ViaService`. */
  readonly viaService: string;
}

/**
 * Authorises a caller's use of a key through a service: key policy, identity policies, grants and their constraints.
 * The use is recorded in the trail, refused or not, as a call of that service in the caller's name.
 * @throws AwsFault AccessDenied in KMS's words; `DisabledException` for a disabled key, `KMSInvalidStateException` for one
 * that waits to be deleted; `NotFoundException`
 */
export function authorizeKeyUse(world: World, caller: Caller, use: KeyUse): void {
  try {
    askKey(world, caller, use);
    recordUse(world, caller, use);
  } catch (thrown) {
    recordUse(world, caller, use, asFault(thrown));
    throw thrown;
  }
}

function askKey(world: World, caller: Caller, use: KeyUse): void {
  const { key } = findKey(world, accountOf(use.keyArn), use.keyArn);
  authorizeKey(world, caller, {
    key,
    action: use.action,
    encryptionContext: use.encryptionContext,
    context: {
      "kms:ViaService": use.viaService,
      "kms:GrantIsForAWSResource": "true",
      "aws:ViaAWSService": "true",
    },
  });
  requireEnabled(key);
  if (use.action !== "kms:DescribeKey" && use.action !== "kms:CreateGrant") requireUsage(key, use.action);
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html */
function recordUse(world: World, caller: Caller, use: KeyUse, fault?: AwsFault): void {
  const invokedBy = `${use.viaService.split(".")[0]}.amazonaws.com`;
  const event = {
    eventTime: world.clock.now(),
    eventSource: "kms.amazonaws.com",
    eventName: use.action.slice("kms:".length),
    readOnly: true,
    sourceIp: invokedBy,
    userAgent: invokedBy,
    requestId: uuid(world.random),
    caller: caller.principal,
    ...(caller.accessKeyId === undefined ? {} : { accessKeyId: caller.accessKeyId }),
    invokedBy,
    ...(fault === undefined ? {} : { errorCode: fault.code, errorMessage: fault.message }),
    request: { keyId: use.keyArn, encryptionContext: use.encryptionContext },
    resources: [{ type: "AWS::KMS::Key", name: use.keyArn }],
    data: false,
  };
  const accounts = new Set([callerAccount(caller), accountOf(use.keyArn)]);
  accounts.delete("");
  for (const account of accounts) world.record({ ...event, account, eventId: uuid(world.random) });
}

/**
 * Encrypts a value under a key. Authorise the caller first with {@link authorizeKeyUse}.
 * @throws AwsFault NotFoundException
 */
export function sealWithKey(
  world: World,
  keyArn: string,
  plaintext: Uint8Array,
  encryptionContext: Readonly<Record<string, string>>,
): Buffer {
  return encryptWith(keyByArn(world, keyArn), world.random, plaintext, encryptionContext);
}

/**
 * Opens what {@link sealWithKey} or KMS Encrypt sealed. Authorise the caller first with {@link authorizeKeyUse}.
 * @throws AwsFault InvalidCiphertextException, NotFoundException
 */
export function openWithKey(
  world: World,
  blob: Uint8Array,
  encryptionContext: Readonly<Record<string, string>>,
): Buffer {
  return decryptWith(keyByArn(world, keyArnOf(blob)), blob, encryptionContext);
}

function keyByArn(world: World, keyArn: string): KeyRecord {
  return findKey(world, accountOf(keyArn), keyArn).key;
}

function accountOf(arn: string): string {
  const account = arn.split(":")[4];
  if (account === undefined) throw new AwsFault("InvalidArnException", 400, `Invalid arn ${arn}`);
  return account;
}
