import { StandardRetryStrategy } from "@smithy/util-retry";
import type { ServiceId } from "../core/call.ts";
import type { Effects } from "../core/ports.ts";
import { toFailure } from "./classify.ts";
import type { AwsFailure } from "./failure.ts";
import { openPace, type Pace } from "./pace.ts";
import { isRetried } from "./reaction.ts";

/** Attempts of one call, the first one included. */
export const MAX_ATTEMPTS = 5;
/** Longest pause before the second attempt, in milliseconds; it doubles with each. As the SDK's standard mode has them. */
const FIRST_PAUSE_MS = { throttled: 1_000, other: 50 } as const;
/** Longest pause before any attempt, `Retry-After` included: whoever can be stopped waits for longer ones. */
const LONGEST_PAUSE_MS = 20_000;

/** What the SDK asks before it sends a call, when one failed and when one was answered. */
export type Limiter = Pick<
  StandardRetryStrategy,
  "acquireInitialRetryToken" | "refreshRetryTokenForRetry" | "recordSuccess"
>;
type ErrorType = Parameters<Limiter["refreshRetryTokenForRetry"]>[1]["errorType"];

/** The limiters of a process, by service. */
export type Limiters = (service: ServiceId) => Limiter;

/**
 * Makes the limiters of a process: one for each service, whoever asks it.
 * @param closed once it is aborted nothing is tried again: nobody waits for the answer any more
 */
export function openLimiters(effects: Effects, closed: AbortSignal): Limiters {
  const limiters = new Map<ServiceId, Limiter>();
  return (service) => {
    const limiter = limiters.get(service) ?? limiterOf(service, effects, closed);
    limiters.set(service, limiter);
    return limiter;
  };
}

/**
 * Says for one service when a call may be sent, whether a failed one is tried again, and when.
 * - What is tried again is said by {@link isRetried}, each time with an event that names the error which earned it.
 * - The number of attempts and the budget are the SDK's: retries spend it, answers earn it back, so that a service
 *   which answers badly is not asked five times for each call. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * - The pause has full jitter: anything from nothing to a bound that doubles; at least what `Retry-After` asks for.
 *   https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
function limiterOf(service: ServiceId, effects: Effects, closed: AbortSignal): Limiter {
  const { clock, sink } = effects;
  const pace = openPace(clock);
  const budget = new StandardRetryStrategy({ maxAttempts: MAX_ATTEMPTS, backoff: WITHOUT_PAUSE });
  return {
    async acquireInitialRetryToken(scope) {
      await pace.turn();
      return budget.acquireInitialRetryToken(scope);
    },
    async refreshRetryTokenForRetry(token, { error }) {
      const failure = toFailure(service, operationOf(error), error, clock.now());
      listen(pace, failure);
      const pause = pauseOf(failure, token.getRetryCount(), effects);
      const errorType = closed.aborted ? "CLIENT_ERROR" : costOf(failure, pause);
      const next = await budget.refreshRetryTokenForRetry(token, { errorType });
      const { operation, code } = failure;
      sink.emit({
        type: "aws.retry",
        service,
        operation,
        code,
        attempt: next.getRetryCount() + 1,
        ms: pause,
      });
      await clock.sleep(pause);
      await pace.turn();
      return next;
    },
    recordSuccess(token) {
      pace.answered();
      budget.recordSuccess(token);
    },
  };
}

/** The budget only counts: the pauses are ours, on our clock. */
const WITHOUT_PAUSE = { computeNextBackoffDelay: () => 0, setDelayBase: () => {} };

function listen(pace: Pace, { meaning }: AwsFailure): void {
  if (meaning === "throttled") pace.throttled();
  else if (meaning !== "unavailable") pace.answered();
}

/** How the budget names what it pays for; it pays for nothing that is a client's error. */
function costOf(failure: AwsFailure, pause: number): ErrorType {
  if (!isRetried(failure) || pause > LONGEST_PAUSE_MS) return "CLIENT_ERROR";
  return failure.meaning === "throttled" ? "THROTTLING" : "TRANSIENT";
}

function pauseOf({ meaning, retryAfterMs }: AwsFailure, retries: number, { random }: Effects): number {
  const first = meaning === "throttled" ? FIRST_PAUSE_MS.throttled : FIRST_PAUSE_MS.other;
  const jittered = random.float() * Math.min(first * 2 ** retries, LONGEST_PAUSE_MS);
  return Math.round(Math.max(jittered, retryAfterMs ?? 0));
}

/** The operation that {@link nameOperation} wrote to an error. */
function operationOf(error: unknown): string {
  return String((error as { readonly operation?: unknown } | undefined)?.operation ?? "");
}

type Send = (args: unknown) => Promise<unknown>;

/** Writes the operation's name to an error on its way to the limiter, which the SDK tells errors only. */
export function nameOperation(next: Send, { commandName = "" }: { readonly commandName?: string }): Send {
  const operation = commandName.replace(/Command$/, "");
  return async (args) => {
    try {
      return await next(args);
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { operation }) : error;
    }
  };
}
