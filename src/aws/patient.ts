import type { ServiceId } from "../core/call.ts";
import type { Effects } from "../core/ports.ts";
import type { Answer, Aws } from "./aws.ts";
import { AwsFailure, type FailureMeaning } from "./failure.ts";
import { toVendorError } from "./report.ts";

/** How long AWS is waited for. */
export interface Patience extends Effects {
  /** From the first call of a service that got no answer, in milliseconds. */
  readonly patienceMs: number;
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** What passes by itself, and what a run waits for. */
const PASSING: readonly FailureMeaning[] = ["unavailable", "throttled"];

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
/** A silence that is shorter is nothing to speak of. */
const WORTH_SAYING_MS = 5_000;

/** A service that does not answer. */
interface Silence {
  /** Milliseconds since the epoch. */
  readonly since: number;
  said: boolean;
}

/**
 * AWS as a run asks it, which has something to lose: a call that got no answer after all its retries is sent again, with
 * growing pauses, for as long as `patience` allows; once that is over, calls of that service fail without further
 * waiting until it answers one. What is then thrown, and what is thrown where AWS does not take the operator's
 * credentials, is a `VendorError` that stops a run: neither a gate nor a probe may take it for an answer, and a roll-back
 * could not work.
 * Sessions made by {@link Aws.as} are as patient; that their credentials are refused is an answer like any other.
 */
export function patientAws(aws: Aws, patience: Patience): Aws {
  return sessionOf(aws, patience, new Map(), true);
}

type Silences = Map<ServiceId, Silence>;

function sessionOf(aws: Aws, patience: Patience, silences: Silences, isOperator: boolean): Aws {
  const sendCall: Aws["sendCall"] = async (service, operation, input) => {
    try {
      return await insist(() => aws.sendCall(service, operation, input), service, patience, silences);
    } catch (error) {
      if (isOperator && error instanceof AwsFailure && error.meaning === "credentials")
        throw toVendorError(error);
      throw error;
    }
  };
  return {
    ...aws,
    // The registry ties an operation's name to its types; sending does not need them.
    send: sendCall as Aws["send"],
    sendCall,
    as: (credentials) => sessionOf(aws.as(credentials), patience, silences, false),
  };
}

async function insist(
  send: () => Promise<Answer<unknown>>,
  service: ServiceId,
  patience: Patience,
  silences: Silences,
): Promise<Answer<unknown>> {
  const { clock, random, signal, patienceMs } = patience;
  let deadline: number | undefined;
  for (let bound = FIRST_PAUSE_MS; ; bound = Math.min(bound * 2, LONGEST_PAUSE_MS)) {
    try {
      const answer = await send();
      answered(service, patience, silences);
      return answer;
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error;
      if (!PASSING.includes(error.meaning)) {
        answered(service, patience, silences);
        throw error;
      }
      const silence = silences.get(service) ?? { since: clock.elapsed(), said: false };
      silences.set(service, silence);
      deadline ??= silence.since + patienceMs;
      const left = deadline - clock.elapsed();
      const { retryAfterMs = 0 } = error;
      if (left <= 0 || retryAfterMs > left) throw toVendorError(error);
      say(service, error, silence, deadline, patience);
      await clock.sleep(Math.min(Math.max(random.float() * bound, retryAfterMs), left), signal);
    }
  }
}

/** Says once that a service does not answer. */
function say(
  service: ServiceId,
  { code, meaning }: AwsFailure,
  silence: Silence,
  deadline: number,
  { clock, sink }: Patience,
): void {
  const ms = clock.elapsed() - silence.since;
  if (silence.said || ms < WORTH_SAYING_MS) return;
  silence.said = true;
  const until = new Date(deadline).toISOString();
  sink.emit({ type: "aws.silent", service, code, throttled: meaning === "throttled", ms, until });
}

function answered(service: ServiceId, { clock, sink }: Patience, silences: Silences): void {
  const silence = silences.get(service);
  silences.delete(service);
  if (silence?.said) sink.emit({ type: "aws.answers", service, ms: clock.elapsed() - silence.since });
}
