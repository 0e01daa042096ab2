import { AwsFault } from "../../fault.ts";
import { authorizeKeyUse, openWithKey, sealWithKey } from "../../kms-use.ts";
import type { OperationContext } from "../../service.ts";
import type { SecretRecord } from "../../tables.ts";
import { REGION, type World } from "../../world.ts";
import { findKey } from "../kms/keys.ts";
import { managedKey } from "../kms/managed-key.ts";
import { secretFault } from "./faults.ts";

/** A secret's value as a request sends it. */
export interface SecretValue {
  readonly bytes: Uint8Array;
  readonly binary: boolean;
}

/** Where a value belongs. */
type Place = Pick<SecretRecord, "arn" | "account" | "keyArn">;

const VIA = `secretsmanager.${REGION}.amazonaws.com`;

/**
 * What Secrets Manager asks KMS before it takes a customer-managed key for a secret: a data key, made and opened again
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html).
 * @throws AwsFault AccessDeniedException, EncryptionFailure
 */
export function validateKeyAccess(context: OperationContext, place: Place): void {
  useKey(context, place, "kms:GenerateDataKey", "RequestToValidateKeyAccess");
  useKey(context, place, "kms:Decrypt", "RequestToValidateKeyAccess");
}

/** The ARN of the customer-managed key that a request named by id, ARN or alias. @throws AwsFault AccessDeniedException */
export function customerKeyArn(context: OperationContext, keyId: string): string | undefined {
  if (keyId === "" || keyId === "alias/aws/secretsmanager") return undefined;
  try {
    return findKey(context.world, context.account, keyId).key.arn;
  } catch {
    throw secretFault.kmsDenied();
  }
}

/**
 * A value, encrypted for one version of a secret. @throws AwsFault AccessDeniedException, EncryptionFailure
 */
export function sealValue(
  context: OperationContext,
  place: Place,
  versionId: string,
  value: SecretValue,
): string {
  useKey(context, place, "kms:GenerateDataKey", versionId);
  return seal(context.world, place, versionId, value.bytes);
}

/** The value of a version, after KMS was asked in the caller's name. @throws AwsFault AccessDeniedException, DecryptionFailure */
export function openValue(context: OperationContext, secret: SecretRecord, versionId: string): Buffer {
  useKey(context, secret, "kms:Decrypt", versionId);
  return openSealed(context.world, secret, versionId);
}

/** Whether a version holds exactly this value. Asks nobody: it is what makes a repeated request a no-op. */
export function holdsValue(
  world: World,
  secret: SecretRecord,
  versionId: string,
  value: SecretValue,
): boolean {
  const version = secret.versions[versionId];
  return version?.binary === value.binary && openSealed(world, secret, versionId).equals(value.bytes);
}

/** All versions of a secret, encrypted anew under another key. */
export function resealed(
  world: World,
  secret: SecretRecord,
  keyArn: string | undefined,
): SecretRecord["versions"] {
  const { keyArn: _former, ...rest } = secret;
  const place = { ...rest, ...(keyArn === undefined ? {} : { keyArn }) };
  return Object.fromEntries(
    Object.entries(secret.versions).map(([id, version]) => {
      const sealed = seal(world, place, id, openSealed(world, secret, id));
      return [id, { ...version, sealed }];
    }),
  );
}

function seal(world: World, place: Place, versionId: string, bytes: Uint8Array): string {
  const keyArn = place.keyArn ?? managedKey(world, place.account, "secretsmanager").arn;
  return sealWithKey(world, keyArn, bytes, encryptionContext(place, versionId)).toString("base64");
}

function openSealed(world: World, secret: SecretRecord, versionId: string): Buffer {
  const sealed = Buffer.from(secret.versions[versionId]?.sealed ?? "", "base64");
  return openWithKey(world, sealed, encryptionContext(secret, versionId));
}

function encryptionContext(place: Place, versionId: string): Readonly<Record<string, string>> {
  return { SecretARN: place.arn, SecretVersionId: versionId };
}

/** The service's own key lets everyone of the account in, and nobody else. */
function useKey(
  context: OperationContext,
  place: Place,
  action: "kms:GenerateDataKey" | "kms:Decrypt",
  versionId: string,
): void {
  if (place.keyArn === undefined) {
    if (context.account === place.account) return;
    throw secretFault.request(
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
    );
  }
  try {
    const use = {
      keyArn: place.keyArn,
      action,
      encryptionContext: encryptionContext(place, versionId),
      viaService: VIA,
    };
    authorizeKeyUse(context.world, context.caller, use);
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) throw thrown;
    throw keyFailure(thrown, action);
  }
}

function keyFailure(fault: AwsFault, action: string): AwsFault {
  if (fault.code === "AccessDenied") return secretFault.kmsDenied();
  if (action === "kms:Decrypt") {
    return new AwsFault(
      "DecryptionFailure",
      400,
      "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
    );
  }
  return new AwsFault(
    "EncryptionFailure",
    400,
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
  );
}
