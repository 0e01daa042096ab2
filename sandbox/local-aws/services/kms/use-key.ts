import type { Context } from "../../../../src/policy/types.ts";
import type { OperationContext } from "../../service.ts";
import type { KeyRecord } from "../../tables.ts";
import { authorizeKey } from "./authorize.ts";
import type { EncryptionContext } from "./cipher.ts";
import { kmsFault } from "./faults.ts";
import { specOf, usageOf } from "./key-spec.ts";
import { type NamedKey, requireEnabled } from "./keys.ts";

/** How one request uses one key. */
interface CryptoUse {
  readonly action: string;
  readonly context: EncryptionContext;
  /** Further condition keys. */
  readonly conditions?: Context;
  readonly tokens: readonly string[] | undefined;
  readonly dryRun: boolean | undefined;
}

/**
 * What every cryptographic operation does first: authorise, then look at the key's state, then end a dry run.
 * @throws AwsFault AccessDenied, DisabledException, KMSInvalidStateException, InvalidKeyUsageException,
 * DryRunOperationException
 */
export function useKey(context: OperationContext, { key, alias }: NamedKey, wanted: CryptoUse): void {
  context.touch("AWS::KMS::Key", key.arn);
  authorizeKey(context.world, context.caller, {
    key,
    action: wanted.action,
    ...(alias === undefined ? {} : { alias }),
    encryptionContext: wanted.context,
    grantTokens: wanted.tokens,
    ...(wanted.conditions === undefined ? {} : { context: wanted.conditions }),
  });
  requireEnabled(key);
  requireUsage(key, wanted.action);
  if (wanted.dryRun === true) throw kmsFault.dryRun();
}

const SIGNING: ReadonlySet<string> = new Set(["kms:Sign", "kms:Verify"]);

/** @throws AwsFault InvalidKeyUsageException where the key is for something else */
export function requireUsage(key: KeyRecord, action: string): void {
  const usage = usageOf(specOf(key));
  if (SIGNING.has(action) !== (usage === "SIGN_VERIFY"))
    throw kmsFault.invalidUsage(
      `${key.arn} key usage is ${usage} which is not valid for ${action.slice(4)}.`,
    );
}
