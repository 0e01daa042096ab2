import type { VendorError } from "./errors.ts";
import type { Effects } from "./ports.ts";

/** How long what does not answer is waited for. */
export interface PatienceOptions extends Effects {
  /** From the first time that a service did not answer, in milliseconds. */
  readonly patienceMs: number;
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Why there was no answer. */
export interface NoAnswer {
  /** What came instead, e.g. `ECONNREFUSED` or `ThrottlingException`. */
  readonly code: string;
  /** Whether the service says that there are too many requests, rather than nothing of use. */
  readonly throttled: boolean;
  /** How long the service asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What is thrown once it has been waited for long enough; it stops a run. */
  readonly error: VendorError;
}

/** What came of asking. */
export type Heard<T> = { readonly answer: T } | { readonly none: NoAnswer };

/** Waits for what does not answer. */
export interface Patience {
  /**
   * Asks a service until it answers, with growing pauses.
   * @throws the error of the last {@link NoAnswer} once the service has been silent for too long; the signal's reason
   */
  insist<T>(service: string, ask: () => Promise<Heard<T>>): Promise<T>;
  /** For how long something has not answered until now, in milliseconds: nobody can be blamed for what took that long. */
  lostMs(): number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
/** A silence that is shorter is nothing to speak of. */
const WORTH_SAYING_MS = 5_000;

/** A service that does not answer. */
interface Silence {
  /** As the clock's `elapsed` tells it. */
  readonly since: number;
  said: boolean;
}

/**
 * Makes the patience of a phase. Once a service has been silent for `patienceMs`, it is asked without further waiting
 * until it answers once. People are told of a silence once, and when it is over.
 */
export function openPatience(options: PatienceOptions): Patience {
  const { clock, random, signal, sink, patienceMs } = options;
  const silences = new Map<string, Silence>();
  let lostBefore = 0;
  let silentSince = 0;

  function silenceOf(service: string): Silence {
    const known = silences.get(service);
    if (known !== undefined) return known;
    const silence = { since: clock.elapsed(), said: false };
    if (silences.size === 0) silentSince = silence.since;
    silences.set(service, silence);
    return silence;
  }

  function answered(service: string): void {
    const silence = silences.get(service);
    if (silence === undefined) return;
    silences.delete(service);
    const now = clock.elapsed();
    if (silences.size === 0) lostBefore += now - silentSince;
    if (silence.said) sink.emit({ type: "aws.answers", service, ms: now - silence.since });
  }

  function say(service: string, silence: Silence, { code, throttled }: NoAnswer, left: number): void {
    const ms = clock.elapsed() - silence.since;
    if (silence.said || ms < WORTH_SAYING_MS) return;
    silence.said = true;
    const until = new Date(clock.now() + left).toISOString();
    sink.emit({ type: "aws.silent", service, code, throttled, ms, until });
  }

  return {
    async insist(service, ask) {
      let deadline: number | undefined;
      for (let bound = FIRST_PAUSE_MS; ; bound = Math.min(bound * 2, LONGEST_PAUSE_MS)) {
        const heard = await ask();
        if ("answer" in heard) {
          answered(service);
          return heard.answer;
        }
        const { none } = heard;
        const silence = silenceOf(service);
        deadline ??= silence.since + patienceMs;
        const left = deadline - clock.elapsed();
        const { retryAfterMs = 0 } = none;
        if (left <= 0 || retryAfterMs > left) throw none.error;
        say(service, silence, none, left);
        await clock.sleep(Math.min(Math.max(random.float() * bound, retryAfterMs), left), signal);
      }
    },
    lostMs: () => lostBefore + (silences.size === 0 ? 0 : clock.elapsed() - silentSince),
  };
}
