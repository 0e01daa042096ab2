import { AwsFailure } from "../../aws/failure.ts";
import { deniedAction, toVendorError } from "../../aws/report.ts";

/** What a reader was refused: the IAM actions that whoever reads would need. */
export type Unread = string[];

/**
 * The answer, or `undefined` where AWS says that there is no such thing.
 * @throws VendorError for everything else, `accessDenied` included
 */
export async function found<T>(
  call: Promise<{ readonly output: T }>,
  resource: string,
): Promise<T | undefined> {
  try {
    return (await call).output;
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    if (error.meaning === "missing") return undefined;
    throw toVendorError(error, resource);
  }
}

/**
 * The same for what is good to know and not needed: a refusal is noted in `unread`, and the answer is `undefined`.
 * @throws VendorError for everything else
 */
export async function ifAllowed<T>(
  call: Promise<{ readonly output: T }>,
  resource: string,
  unread: Unread,
): Promise<T | undefined> {
  try {
    return await found(call, resource);
  } catch (error) {
    const { cause } = error as { readonly cause?: unknown };
    if (!(cause instanceof AwsFailure) || cause.meaning !== "denied") throw error;
    unread.push(deniedAction(cause));
    return undefined;
  }
}
