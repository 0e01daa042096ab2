import type { Aws } from "../aws/aws.ts";
import { AwsFailure } from "../aws/failure.ts";
import { toVendorError } from "../aws/report.ts";
import { signingKeyOf } from "../aws/signing.ts";
import { type Problem, VendorError } from "../core/errors.ts";
import type { SigningNeed } from "./types.ts";

/** What is wrong with the key that audit heads are signed with. */
interface SigningFinding {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

const FIELD = "audit.signWith";

/**
 * Checks by reading that the key exists, is enabled, signs, and may be used by the operator. Where signing is only
 * wished for, as when a partner leaves, whatever is wrong is a warning.
 */
export async function checkSigning(need: SigningNeed | undefined, aws: Aws): Promise<SigningFinding> {
  if (need === undefined) return { problems: [], warnings: [] };
  const message = await unfitness(need.key, aws);
  if (message === undefined) return { problems: [], warnings: [] };
  if (!need.must) return { problems: [], warnings: [`The audit record will not be signed yet: ${message}`] };
  const hint = "Correct `audit.signWith` in the configuration, or let the operator use that key.";
  return { problems: [{ field: FIELD, message, hint }], warnings: [] };
}

async function unfitness(key: string, aws: Aws): Promise<string | undefined> {
  try {
    const { output } = await aws.send("kms", "DescribeKey", { KeyId: key });
    const { KeyState, KeyUsage } = output.KeyMetadata ?? {};
    if (KeyUsage !== "SIGN_VERIFY") return `Key ${key} is not for signing: its use is ${KeyUsage}.`;
    if (KeyState !== "Enabled") return `Key ${key} is ${KeyState}.`;
    await signingKeyOf(aws, key);
    return undefined;
  } catch (error) {
    if (error instanceof AwsFailure)
      return error.meaning === "missing" ? `There is no key ${key}.` : toVendorError(error, key).message;
    if (error instanceof VendorError) return error.message;
    throw error;
  }
}
