import type { OperationContext } from "../../service.ts";
import { authorizeKey } from "./authorize.ts";
import type { EncryptionContext } from "./cipher.ts";
import { kmsFault } from "./faults.ts";
import { type NamedKey, requireEnabled } from "./keys.ts";

/** How one request uses one key. */
interface CryptoUse {
  readonly action: string;
  readonly context: EncryptionContext;
  readonly tokens: readonly string[] | undefined;
  readonly dryRun: boolean | undefined;
}

/**
 * What every cryptographic operation does first: authorise, then look at the key's state, then end a dry run.
 * @throws AwsFault AccessDenied, DisabledException, KMSInvalidStateException, DryRunOperationException
 */
export function useKey(context: OperationContext, { key, alias }: NamedKey, wanted: CryptoUse): void {
  context.touch("AWS::KMS::Key", key.arn);
  authorizeKey(context.world, context.caller, {
    key,
    action: wanted.action,
    ...(alias === undefined ? {} : { alias }),
    encryptionContext: wanted.context,
    grantTokens: wanted.tokens,
  });
  requireEnabled(key);
  if (wanted.dryRun === true) throw kmsFault.dryRun();
}
