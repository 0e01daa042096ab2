import type { Aws } from "../aws/aws.ts";
import { bindInput } from "../aws/bind.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Call } from "../core/call.ts";
import { digest } from "../core/canonical.ts";
import type { Clock, Random, Sink } from "../core/ports.ts";
import type { Bindings } from "./bindings.ts";
import type { Journal } from "./journal.ts";
import type { CallRecord } from "./types.ts";

/** What making a call needs. */
export interface CallContext {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly random: Random;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  readonly journal: Journal;
  readonly bindings: Bindings;
  /** How long "not consistent yet" is put up with, in milliseconds. */
  readonly patienceMs: number;
  /** Receives each call that was made. */
  record(call: CallRecord): void;
}

/** What came of a call. */
export interface Made {
  /** AWS's answer; absent where the call's purpose was fulfilled already. */
  readonly output: unknown;
  /** Outputs that the call keeps. */
  readonly captured: Readonly<Record<string, string>>;
}

/**
 * Makes one mutating call of a step: journaled before and after, repeated while AWS says that it is not consistent yet,
 * and taken as done where the answer says that its purpose is fulfilled already.
 * @throws AwsFailure
 */
export async function makeCall(step: string, call: Call, context: CallContext): Promise<Made> {
  const { journal, bindings, sink, clock } = context;
  context.signal.throwIfAborted();
  const { service, operation } = call;
  const input = digest(call.input);
  const bound = bindInput(call.input, bindings.values);
  journal.write({ type: "intent", step, service, operation, input });
  try {
    const answer = await insist(() => context.aws.sendCall(service, operation, bound), step, call, context);
    const captured = capture(call, answer.output);
    journal.write({ type: "result", step, operation, requestId: answer.requestId, captured });
    sink.emit({ type: "step.call", step, service, operation, requestId: answer.requestId });
    context.record({
      step,
      service,
      operation,
      input,
      requestId: answer.requestId,
      at: new Date(clock.now()).toISOString(),
    });
    return { output: answer.output, captured };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    const requestId = error.requestId ?? "";
    journal.write({ type: "failure", step, operation, code: error.code, requestId });
    if (!call.settledBy?.includes(error.code)) throw error;
    return { output: undefined, captured: {} };
  }
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Repeats a call for the errors it names as "not yet", and while a resource is busy, with growing pauses and full jitter. */
async function insist<T>(send: () => Promise<T>, step: string, call: Call, context: CallContext): Promise<T> {
  const { clock, random, sink, signal, patienceMs } = context;
  const deadline = clock.now() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof AwsFailure) || !isPassing(error, call)) throw error;
      const wait = pause / 2 + (random.float() * pause) / 2;
      if (clock.now() + wait > deadline) throw error;
      sink.emit({ type: "step.waiting", step, code: error.code, ms: Math.round(wait) });
      await clock.sleep(wait, signal);
    }
  }
}

function isPassing(failure: AwsFailure, call: Call): boolean {
  return failure.meaning === "conflict" || (call.notYet?.includes(failure.code) ?? false);
}

/** Reads the outputs that a call keeps out of its answer, by dotted path. */
function capture(call: Call, output: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(call.capture ?? {}).map(([name, path]) => {
      const value = path
        .split(".")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], output);
      return [name, String(value ?? "")];
    }),
  );
}
