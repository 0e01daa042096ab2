import type { Heard, Patience } from "../core/patience.ts";
import type { Answer, Aws } from "./aws.ts";
import { AwsFailure, type FailureMeaning } from "./failure.ts";
import { mayMakeAnother } from "./reaction.ts";
import { toVendorError } from "./report.ts";

/** What passes by itself, and what a run waits for. */
const PASSING: readonly FailureMeaning[] = ["unavailable", "throttled"];

/**
 * AWS as a run asks it, which has something to lose: a call that got no answer after all its retries is sent again for as
 * long as `patience` lasts. What is then thrown, and what is thrown where AWS does not take the operator's
 * credentials, is a `VendorError` that stops a run: neither a gate nor a probe may take it for an answer, and a roll-back
 * could not work. A call that may have had its effect and would have it again ({@link mayMakeAnother}) is for whoever made it to send again.
 * Sessions made by {@link Aws.as}, other endpoints and presigned URLs are as patient; that their credentials are refused is an answer like any other.
 */
export function patientAws(aws: Aws, patience: Patience): Aws {
  return sessionOf(aws, { patience, isOperator: true, where: "" });
}

interface Asking {
  readonly patience: Patience;
  readonly isOperator: boolean;
  /** Tells another endpoint of a service from its usual one. */
  readonly where: string;
}

function sessionOf(aws: Aws, asking: Asking): Aws {
  const { patience, isOperator, where } = asking;
  const insist = async (service: string, send: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> => {
    const answer = await patience.insist(`${service}${where}`, () => hear(send()));
    if (!(answer instanceof AwsFailure)) return answer;
    throw isOperator && answer.meaning === "credentials" ? toVendorError(answer) : answer;
  };
  const sendCall: Aws["sendCall"] = (service, operation, input) =>
    insist(service, () => aws.sendCall(service, operation, input));
  return {
    ...aws,
    // The registry ties an operation's name to its types; sending does not need them.
    send: sendCall as Aws["send"],
    sendCall,
    presign: async (operation, input) => {
      const send = await aws.presign(operation, input);
      return () => insist("s3", send);
    },
    as: (credentials) => sessionOf(aws.as(credentials), { ...asking, isOperator: false }),
    at: (endpoint) => sessionOf(aws.at(endpoint), { ...asking, where: ` at ${endpoint}` }),
  };
}

/** A refusal is an answer; what passes by itself is none. */
async function hear(sent: Promise<Answer<unknown>>): Promise<Heard<Answer<unknown> | AwsFailure>> {
  try {
    return { answer: await sent };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    const { code, meaning, retryAfterMs } = error;
    if (!PASSING.includes(meaning) || mayMakeAnother(error)) return { answer: error };
    const throttled = meaning === "throttled";
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { none: { code, throttled, ...asked, error: toVendorError(error) } };
  }
}
