import type { Aws } from "../../aws/aws.ts";
import { assumeRole } from "../../aws/credentials.ts";
import { AwsFailure } from "../../aws/failure.ts";
import { toVendorError } from "../../aws/report.ts";
import { readDocument } from "../../policy/document-text.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { ifAllowed, type Unread } from "./reading.ts";

/** The sandbox account's stand-in role as a base's fitness is judged by it. */
export interface StandInFacts {
  readonly arn: string;
  /** The account that it is to be outside of. */
  readonly account: string;
  /** Whether the operator could assume it, else what AWS said. */
  readonly assumed: true | { readonly refusal: string };
  /** Who may assume it; absent where it could not be assumed or may not read itself. */
  readonly trust?: PolicyDocument;
  /** What could not be read. */
  readonly unread: readonly string[];
}

/** The name of its session in CloudTrail. */
const SESSION = "vendor-fitness";

/**
 * Assumes the stand-in role in the operator's name, and reads in its own who may assume it.
 * @param account the enterprise account
 * @throws VendorError for anything but a refusal
 */
export async function readStandIn(aws: Aws, arn: string, account: string): Promise<StandInFacts> {
  const unread: Unread = [];
  try {
    const standIn = aws.as(await assumeRole(aws, arn, SESSION));
    const RoleName = arn.slice(arn.lastIndexOf("/") + 1);
    const role = await ifAllowed(standIn.send("iam", "GetRole", { RoleName }), arn, unread);
    const text = role?.Role?.AssumeRolePolicyDocument;
    const trust = text === undefined ? {} : { trust: readDocument("trust", text).document };
    return { arn, account, assumed: true, ...trust, unread };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    if (error.meaning !== "denied" && error.meaning !== "missing") throw toVendorError(error, arn);
    return { arn, account, assumed: { refusal: error.message }, unread };
  }
}
