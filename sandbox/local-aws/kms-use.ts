import { AwsFault } from "./fault.ts";
import { authorizeKey } from "./services/kms/authorize.ts";
import { decryptWith, encryptWith, keyArnOf } from "./services/kms/cipher.ts";
import { findKey, requireEnabled } from "./services/kms/keys.ts";
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
 * @throws AwsFault AccessDenied in KMS's words; `DisabledException` for a disabled key, `KMSInvalidStateException` for one
 * that waits to be deleted; `NotFoundException`
 */
export function authorizeKeyUse(world: World, caller: Caller, use: KeyUse): void {
  const { key } = findKey(world, accountOf(use.keyArn), use.keyArn);
  authorizeKey(world, caller, {
    key,
    action: use.action,
    encryptionContext: use.encryptionContext,
    context: { "kms:ViaService": use.viaService, "kms:GrantIsForAWSResource": "true" },
  });
  requireEnabled(key);
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
