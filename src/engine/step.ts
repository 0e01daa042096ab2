import { bindInput, type Values } from "../aws/bind.ts";
import { AwsFailure } from "../aws/failure.ts";
import { toVendorError } from "../aws/report.ts";
import { diskError } from "../core/disk-error.ts";
import { lockedError } from "../core/lock-error.ts";
import type { Step } from "../core/plan.ts";
import type { HeldLock, Lock } from "../core/ports.ts";
import { kindOf } from "../resources/registry.ts";
import type { Store } from "../store/store.ts";
import { type CallContext, makeCall } from "./call.ts";
import type { RunContext } from "./types.ts";

/** What running a step needs. */
export interface StepContext extends CallContext, Pick<RunContext, "run" | "resumeCommand"> {
  readonly store: Store;
}

const LOCK_PAUSE_MS = 200;

/** Others merge their part in well under a second; who waits for longer than this is told for whom. */
const LOCK_WARNING_MS = 5_000;

/**
 * Runs one step: takes its locks, makes its material, makes its calls in order or performs its kind's task, keeps its outputs.
 * @throws VendorError with the resource and AWS's request id; `lockedByRun` where a shared document stays locked
 */
export async function runStep(step: Step, context: StepContext): Promise<void> {
  const { sink, clock, bindings } = context;
  const startedAt = clock.elapsed();
  sink.emit({ type: "step.started", step: step.id, title: step.title, action: step.action });
  const locks = await takeLocks(step.locks ?? [], step.id, context);
  try {
    const publicKeys = bindings.generate(step.generates ?? []);
    if (Object.keys(publicKeys).length > 0)
      context.journal.write({ type: "generated", step: step.id, publicKeys });
    for (const call of step.calls) {
      const { captured } = await makeCall(step, call, context);
      for (const [name, value] of Object.entries(captured)) bindings.keep(step.resource, name, value);
    }
    if (step.task) await performTask(step, step.task, context);
    for (const [name, value] of Object.entries(bindInput(step.outputs ?? {}, bindings.values))) {
      bindings.keep(step.resource, name, String(value));
    }
  } catch (error) {
    const shown =
      error instanceof AwsFailure ? toVendorError(error, step.title) : (diskError(error) ?? error);
    if (!context.signal.aborted) {
      const { code, message } = shown as { code?: string; message?: string };
      sink.emit({ type: "step.failed", step: step.id, code: code ?? "", message: message ?? String(shown) });
    }
    throw shown;
  } finally {
    for (const lock of locks) await lock.release();
  }
  sink.emit({ type: "step.finished", step: step.id, ms: clock.elapsed() - startedAt });
}

async function performTask(step: Step, task: NonNullable<Step["task"]>, context: StepContext): Promise<void> {
  const { aws, clock, scope, bindings, sink } = context;
  const perform = kindOf(step.kind).tasks?.[task.name];
  const input = bindInput(task.input, withoutMaterial(bindings.values));
  await perform?.(input, {
    aws,
    clock,
    scope,
    warn: (text) => sink.emit({ type: "warning", text }),
    mutate: async (call) => (await makeCall(step, call, context)).output,
  });
}

/** A task never sees a private half: its placeholder is filled in when the task's call is made. */
function withoutMaterial(values: Values): Values {
  return (namespace, path) => (namespace === "generated" ? `\${generated.${path}}` : values(namespace, path));
}

/** Takes locks of shared documents, in one order for everybody. */
async function takeLocks(
  names: readonly string[],
  step: string,
  context: StepContext,
): Promise<readonly Lock[]> {
  const locks: Lock[] = [];
  try {
    for (const name of [...names].sort()) locks.push(await takeLock(name, step, context));
    return locks;
  } catch (error) {
    for (const lock of locks) await lock.release();
    throw error;
  }
}

/**
 * Waits for whoever holds a lock, as long as the phase is patient. That its holder is dead can be proven on its own
 * machine alone: anywhere else a person has to say so.
 * @throws VendorError `lockedByRun`
 */
async function takeLock(name: string, step: string, context: StepContext): Promise<Lock> {
  const { clock, signal, sink, store, patienceMs, run } = context;
  const startedAt = clock.elapsed();
  let warned = false;
  for (;;) {
    const taken = await store.locks.take(name, `run ${run}, step ${step}`);
    if ("lock" in taken) return taken.lock;
    const waitedMs = clock.elapsed() - startedAt;
    if (waitedMs >= patienceMs) throw heldError(name, taken, context);
    if (waitedMs >= LOCK_WARNING_MS && !warned) {
      warned = true;
      sink.emit({ type: "warning", text: `Waiting: ${heldError(name, taken, context).message}` });
    }
    await clock.sleep(LOCK_PAUSE_MS, signal);
  }
}

function heldError(name: string, held: HeldLock, { clock, resumeCommand: command }: StepContext) {
  return lockedError(`The shared document ${name}`, held, { now: clock.now(), command });
}
