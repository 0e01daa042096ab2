import type { Aws, CredentialSource } from "./aws.ts";
import { AwsFailure } from "./failure.ts";
import { isExpired, saysNoMore } from "./reaction.ts";

/**
 * Gets new credentials of the same principal, which AWS takes.
 * @throws VendorError where there are none to be had
 */
export type Renew = (failure: AwsFailure) => Promise<CredentialSource>;

/**
 * AWS in the name of one principal beyond the life of its credentials: a call that is refused because they have expired
 * is sent once more with new ones; where S3 can't say why it refuses one, STS is asked whether they have. Calls in flight at once ask for new ones together, and none asks again after there
 * were none to be had.
 */
export function renewingAws(aws: Aws, renew: Renew): Aws {
  let current = aws;
  let renewal: Promise<void> | undefined;

  function renewed(failure: AwsFailure): Promise<void> {
    renewal ??= renew(failure).then((credentials) => {
      current = aws.as(credentials);
      renewal = undefined;
    });
    return renewal;
  }

  const sendCall: Aws["sendCall"] = async (service, operation, input) => {
    const used = current;
    try {
      return await used.sendCall(service, operation, input);
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error;
      if (saysNoMore(error)) {
        await sendCall("sts", "GetCallerIdentity", {});
        return current.sendCall(service, operation, input);
      }
      if (!isExpired(error)) throw error;
      // Somebody else may have got new ones while this call was under way.
      if (used === current) await renewed(error);
      return current.sendCall(service, operation, input);
    }
  };
  // The registry ties an operation's name to its types; sending does not need them.
  return { ...aws, send: sendCall as Aws["send"], sendCall };
}
