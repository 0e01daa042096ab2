import { bindInput } from "../aws/bind.ts";
import { AwsFailure } from "../aws/failure.ts";
import { mayMakeAnother } from "../aws/reaction.ts";
import { toVendorError } from "../aws/report.ts";
import type { Call } from "../core/call.ts";
import { digest } from "../core/canonical.ts";
import type { Step } from "../core/plan.ts";
import type { Random, Sink } from "../core/ports.ts";
import type { Journal } from "./journal.ts";
import { madeBefore, type Surroundings } from "./made-before.ts";
import type { CallRecord } from "./types.ts";

/** What making a call needs. */
export interface CallContext extends Surroundings {
  readonly random: Random;
  readonly sink: Sink;
  readonly journal: Journal;
  /** @throws VendorError `lockLost` where somebody broke the lock of this run */
  confirmLock(): Promise<void>;
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
 * and taken as done where the answer says that its purpose is fulfilled already, be it by the same call whose answer
 * was lost. A call that would make another where it is sent again is sent again only after what it made was looked for.
 * @throws AwsFailure
 */
export async function makeCall(step: Step, call: Call, context: CallContext): Promise<Made> {
  const { journal, bindings, sink } = context;
  context.signal.throwIfAborted();
  await context.confirmLock();
  const { service, operation } = call;
  const input = digest(call.input);
  const bound = bindInput(call.input, bindings.values);
  journal.write({ type: "intent", step: step.id, service, operation, input });
  const send = () => context.aws.sendCall(service, operation, bound);
  for (const deadline = context.clock.elapsed() + context.patienceMs; ; ) {
    try {
      const answer = await insist(send, step.id, call, context);
      return made(step, call, answer.requestId, capture(call, answer.output), answer.output, context);
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error;
      const { code, requestId = "" } = error;
      journal.write({ type: "failure", step: step.id, operation, code, requestId });
      if (call.settledBy?.includes(code)) return { output: undefined, captured: {} };
      const inDoubt = mayMakeAnother(error);
      if (inDoubt) sink.emit({ type: "warning", text: doubt(operation, code) });
      const captured = await madeBefore(step, { ...call, input: bound }, error, context);
      if (captured !== undefined) return made(step, call, requestId, captured, undefined, context);
      if (!inDoubt) throw error;
      if (context.clock.elapsed() >= deadline) throw toVendorError(error, step.title);
    }
  }
}

function doubt(operation: string, code: string): string {
  return `${operation} was not answered (${code}): what it may have made is looked for before it is sent again.`;
}

/** Tells journal, audit and messages of a call that has had its effect. */
function made(
  step: Step,
  { service, operation, input }: Call,
  requestId: string,
  captured: Made["captured"],
  output: unknown,
  { journal, sink, clock, record }: CallContext,
): Made {
  sink.emit({ type: "step.call", step: step.id, service, operation, requestId });
  const at = new Date(clock.now()).toISOString();
  record({ step: step.id, service, operation, input: digest(input), requestId, at });
  journal.write({ type: "result", step: step.id, operation, requestId, captured });
  return { output, captured };
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Repeats a call for the errors it names as "not yet", and while a resource is busy, with growing pauses and full jitter. */
async function insist<T>(send: () => Promise<T>, step: string, call: Call, context: CallContext): Promise<T> {
  const { clock, random, sink, signal, patienceMs } = context;
  const deadline = clock.elapsed() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof AwsFailure) || !isPassing(error, call)) throw error;
      const wait = pause / 2 + (random.float() * pause) / 2;
      if (clock.elapsed() + wait > deadline) throw error;
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
