import type { Caller, World } from "./world.ts";

/** A use of a KMS key by another service in the name of a caller. */
export interface KeyUse {
  readonly keyArn: string;
  readonly action: "kms:Encrypt" | "kms:Decrypt" | "kms:GenerateDataKey" | "kms:DescribeKey" | "kms:CreateGrant";
  readonly encryptionContext: Readonly<Record<string, string>>;
  /** e.g. `s3.eu-central-1.amazonaws.com`, for `kms:ViaService`. */
  readonly viaService: string;
}

/**
 * Authorises a caller's use of a key through a service: key policy, identity policies, grants and their constraints.
 * @throws AwsFault AccessDenied in KMS's words; `KMSInvalidStateException` for a disabled key; `NotFoundException`
 */
export function authorizeKeyUse(_world: World, _caller: Caller, _use: KeyUse): void {
  throw new Error("not built yet");
}
